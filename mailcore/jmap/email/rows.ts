import { MailError } from '../../errors.ts';
import type { MailboxRows } from '../../model/email.ts';
import type { AccountId, MailboxId, ModSeq } from '../../model/ids.ts';
import type { EmailStore } from '../../store/email-store.ts';
import type { MailboxCache } from '../../store/mailbox-cache.ts';

/** Emails as columns, for queries and thread counts. */
export interface EmailRows {
  /** As of now; none for a mailbox that is not there. */
  mailbox(accountId: AccountId, mailboxId: MailboxId): Promise<MailboxRows>;
  /** Every email of the account, ascending by id, at least as new as `modseq`. */
  all(accountId: AccountId, modseq: ModSeq): Promise<MailboxRows>;
}

export const NO_ROWS: MailboxRows = {
  uids: new Uint32Array(),
  emailIds: new Float64Array(),
  threadIds: new Float64Array(),
  modseqs: new Float64Array(),
  receivedAt: new Float64Array(),
  sentAt: new Float64Array(),
  sentOffsets: new Int16Array(),
  sizes: new Float64Array(),
  flags: new Uint8Array(),
  deleted: new Uint8Array(),
  custom: new Map(),
};

/** Rows of whole accounts kept, over all accounts: about 50 octets each. */
const MAX_KEPT_ROWS = 2_000_000;

/** Mailboxes from the mailbox cache; whole accounts kept while their modseq stands, least recently used first out. */
export class CachedRows implements EmailRows {
  readonly #store: EmailStore;
  readonly #mailboxes: MailboxCache;
  readonly #accounts = new Map<AccountId, { modseq: ModSeq; rows: MailboxRows }>();
  #keptRows = 0;

  constructor(store: EmailStore, mailboxes: MailboxCache) {
    this.#store = store;
    this.#mailboxes = mailboxes;
  }

  async mailbox(accountId: AccountId, mailboxId: MailboxId): Promise<MailboxRows> {
    try {
      return (await this.#mailboxes.get(accountId, mailboxId)).rows;
    } catch (error) {
      if (error instanceof MailError && error.code === 'mailboxNotFound') return NO_ROWS;
      throw error;
    }
  }

  async all(accountId: AccountId, modseq: ModSeq): Promise<MailboxRows> {
    const kept = this.#accounts.get(accountId);
    this.#forget(accountId);
    const slice = kept && kept.modseq >= modseq ? kept : await this.#store.readAllEmails(accountId);
    this.#keep(accountId, slice);
    return slice.rows;
  }

  #keep(accountId: AccountId, { modseq, rows }: { modseq: ModSeq; rows: MailboxRows }): void {
    // Another request may have kept its own meanwhile.
    this.#forget(accountId);
    this.#accounts.set(accountId, { modseq, rows });
    this.#keptRows += rows.emailIds.length;
    for (const oldest of this.#accounts.keys()) {
      if (this.#keptRows <= MAX_KEPT_ROWS || oldest === accountId) return;
      this.#forget(oldest);
    }
  }

  #forget(accountId: AccountId): void {
    const kept = this.#accounts.get(accountId);
    if (!kept) return;
    this.#accounts.delete(accountId);
    this.#keptRows -= kept.rows.emailIds.length;
  }
}
