import { FLAG } from '../../model/keyword.ts';
import type { Mailbox } from '../../model/mailbox.ts';
import type { MailboxId, ModSeq } from '../../model/ids.ts';
import type { EmailRows } from '../email/rows.ts';

export interface ThreadCounts {
  readonly totalThreads: number;
  readonly unreadThreads: number;
}

const MAX_KEPT_COUNTS = 50_000;

/** Counts threads of mailboxes, once for each modseq of a mailbox. */
export class ThreadCounter {
  readonly #rows: EmailRows;
  readonly #kept = new Map<MailboxId, ThreadCounts & { modseq: ModSeq }>();

  constructor(rows: EmailRows) {
    this.#rows = rows;
  }

  /** A thread is unread here when one of its emails in this mailbox is: RFC 8621 §2 leaves the rule to the server. */
  async count(mailbox: Mailbox): Promise<ThreadCounts> {
    if (mailbox.totalEmails === 0) return { totalThreads: 0, unreadThreads: 0 };
    const kept = this.#kept.get(mailbox.id);
    if (kept?.modseq === mailbox.modseq) return kept;
    const { threadIds, flags } = await this.#rows.mailbox(mailbox.accountId, mailbox.id);
    const all = new Set(threadIds);
    const unread = new Set(threadIds.filter((_, index) => (flags[index]! & FLAG.seen) === 0));
    const counts = { totalThreads: all.size, unreadThreads: unread.size, modseq: mailbox.modseq };
    if (this.#kept.size >= MAX_KEPT_COUNTS) this.#kept.clear();
    this.#kept.set(mailbox.id, counts);
    return counts;
  }
}
