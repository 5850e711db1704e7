import type { MailboxRows } from '../../model/email.ts';
import type { AccountId, MailboxId, ModSeq } from '../../model/ids.ts';
import type { EmailStore } from '../../store/email-store.ts';

/** Emails as columns, for queries and thread counts. `rows` are at least as new as `modseq`. */
export interface EmailRows {
  mailbox(accountId: AccountId, mailboxId: MailboxId, modseq: ModSeq): Promise<MailboxRows>;
  /** Every email of the account, ascending by id. */
  all(accountId: AccountId, modseq: ModSeq): Promise<MailboxRows>;
}

/** Rows kept over all accounts: about 50 octets each. */
const MAX_CACHED_ROWS = 2_000_000;

/** Reads slices of the store and keeps them while the account's modseq stands, least recently used first out. */
export class StoreRows implements EmailRows {
  readonly #store: EmailStore;
  readonly #cached = new Map<string, { modseq: ModSeq; rows: MailboxRows }>();
  #cachedRows = 0;

  constructor(store: EmailStore) {
    this.#store = store;
  }

  mailbox(accountId: AccountId, mailboxId: MailboxId, modseq: ModSeq): Promise<MailboxRows> {
    return this.#read(`${accountId}/${mailboxId}`, modseq, () =>
      this.#store.readMailbox(accountId, mailboxId, 0 as ModSeq),
    );
  }

  all(accountId: AccountId, modseq: ModSeq): Promise<MailboxRows> {
    return this.#read(String(accountId), modseq, () => this.#store.readAllEmails(accountId));
  }

  async #read(
    key: string,
    modseq: ModSeq,
    load: () => Promise<{ rows: MailboxRows; modseq: ModSeq }>,
  ): Promise<MailboxRows> {
    const known = this.#cached.get(key);
    if (known && known.modseq >= modseq) {
      this.#cached.delete(key);
      this.#cached.set(key, known);
      return known.rows;
    }
    const slice = await load();
    this.#forget(key);
    this.#keep(key, slice);
    return slice.rows;
  }

  #keep(key: string, slice: { rows: MailboxRows; modseq: ModSeq }): void {
    this.#cached.set(key, { rows: slice.rows, modseq: slice.modseq });
    this.#cachedRows += slice.rows.emailIds.length;
    for (const oldest of this.#cached.keys()) {
      if (this.#cachedRows <= MAX_CACHED_ROWS || oldest === key) return;
      this.#forget(oldest);
    }
  }

  #forget(key: string): void {
    const known = this.#cached.get(key);
    if (!known) return;
    this.#cached.delete(key);
    this.#cachedRows -= known.rows.emailIds.length;
  }
}
