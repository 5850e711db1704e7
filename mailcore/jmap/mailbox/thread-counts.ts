import { FLAG } from '../../model/keyword.ts';
import type { Mailbox } from '../../model/mailbox.ts';
import type { MailboxId, ModSeq } from '../../model/ids.ts';
import { NumberMarks } from '../email/number-marks.ts';
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
    const counts = { ...countThreads(threadIds, flags), modseq: mailbox.modseq };
    if (this.#kept.size >= MAX_KEPT_COUNTS) this.#kept.clear();
    this.#kept.set(mailbox.id, counts);
    return counts;
  }
}

function countThreads(threadIds: Float64Array, flags: Uint8Array): ThreadCounts {
  const all = new NumberMarks(threadIds);
  const unread = new NumberMarks(threadIds);
  let totalThreads = 0;
  let unreadThreads = 0;
  for (let index = 0; index < threadIds.length; index += 1) {
    const threadId = threadIds[index]!;
    if (all.mark(threadId)) totalThreads += 1;
    if ((flags[index]! & FLAG.seen) === 0 && unread.mark(threadId)) unreadThreads += 1;
  }
  return { totalThreads, unreadThreads };
}
