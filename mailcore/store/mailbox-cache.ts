import type { MailboxRows } from '../model/email.ts';
import type { AccountId, MailboxId, ModSeq } from '../model/ids.ts';
import type { EmailStore } from './email-store.ts';
import { appendRows, mergeRows, type RowBuffer, rowBuffer, viewOf } from './mailbox-rows.ts';

/** A mailbox as of `modseq`. Never changes: later snapshots may share its memory, but not its rows. */
export interface MailboxSnapshot {
  readonly rows: MailboxRows;
  readonly modseq: ModSeq;
  /** IMAP HIGHESTMODSEQ: the last change in this mailbox. RFC 7162 §3.1.2.1. */
  readonly highestModseq: ModSeq;
}

interface Entry {
  buffer: RowBuffer;
  snapshot: MailboxSnapshot;
}

type Source = Pick<EmailStore, 'accountModseq' | 'readMailbox'>;

const DEFAULT_MAX_BYTES = 256 * 1024 * 1024;

/**
 * The rows of the mailboxes this thread works with, so that FLAGS, sequence numbers, lists and sorting read no database.
 * Every `get` asks for the account's modseq and reads only what changed since; the least recently used go beyond the bound.
 */
export class MailboxCache {
  readonly #store: Source;
  readonly #maxBytes: number;
  readonly #entries = new Map<MailboxId, Entry>();
  readonly #loading = new Map<MailboxId, Promise<MailboxSnapshot>>();
  #bytes = 0;

  constructor(store: Source, options: { maxBytes?: number } = {}) {
    this.#store = store;
    this.#maxBytes = options.maxBytes ?? DEFAULT_MAX_BYTES;
  }

  /** As of now: sees every change whose promise resolved before the call. Throws as `readMailbox`. */
  async get(accountId: AccountId, mailboxId: MailboxId): Promise<MailboxSnapshot> {
    for (;;) {
      const loading = this.#loading.get(mailboxId);
      if (!loading) return this.#load(accountId, mailboxId);
      // It may have read before the change the caller knows of.
      await loading.catch(() => undefined);
    }
  }

  /** One load of a mailbox at a time. */
  #load(accountId: AccountId, mailboxId: MailboxId): Promise<MailboxSnapshot> {
    const loading = this.#refresh(accountId, mailboxId).finally(() => this.#loading.delete(mailboxId));
    this.#loading.set(mailboxId, loading);
    return loading;
  }

  async #refresh(accountId: AccountId, mailboxId: MailboxId): Promise<MailboxSnapshot> {
    const entry = this.#entries.get(mailboxId);
    // Only a mailbox found through its account is served from memory.
    if (!entry || entry.buffer.accountId !== accountId) return this.#read(accountId, mailboxId);
    if ((await this.#store.accountModseq(accountId)) === entry.snapshot.modseq)
      return this.#use(mailboxId, entry);
    return this.#update(accountId, mailboxId, entry);
  }

  async #read(accountId: AccountId, mailboxId: MailboxId): Promise<MailboxSnapshot> {
    const { rows, ...state } = await this.#store.readMailbox(accountId, mailboxId, 0 as ModSeq);
    return this.#useRows(mailboxId, rowBuffer(accountId, rows), state);
  }

  async #update(accountId: AccountId, mailboxId: MailboxId, entry: Entry): Promise<MailboxSnapshot> {
    const { rows, vanished, ...state } = await this.#readSince(accountId, mailboxId, entry.snapshot.modseq);
    if (vanished === null) return this.#read(accountId, mailboxId);
    if (rows.uids.length === 0 && vanished.length === 0) {
      return this.#use(mailboxId, { ...entry, snapshot: { ...entry.snapshot, ...state } });
    }
    const buffer = appendRows(entry.buffer, rows, vanished) ?? mergeRows(entry.buffer, rows, vanished);
    return this.#useRows(mailboxId, buffer, state);
  }

  async #readSince(accountId: AccountId, mailboxId: MailboxId, since: ModSeq) {
    try {
      return await this.#store.readMailbox(accountId, mailboxId, since);
    } catch (error) {
      this.#drop(mailboxId);
      throw error;
    }
  }

  #useRows(
    mailboxId: MailboxId,
    buffer: RowBuffer,
    { modseq, highestModseq }: Omit<MailboxSnapshot, 'rows'>,
  ): MailboxSnapshot {
    return this.#use(mailboxId, { buffer, snapshot: { rows: viewOf(buffer), modseq, highestModseq } });
  }

  #use(mailboxId: MailboxId, entry: Entry): MailboxSnapshot {
    this.#drop(mailboxId);
    this.#entries.set(mailboxId, entry);
    this.#bytes += entry.buffer.sizeBytes;
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.#maxBytes || oldest === mailboxId) break;
      this.#drop(oldest);
    }
    return entry.snapshot;
  }

  #drop(mailboxId: MailboxId): void {
    const entry = this.#entries.get(mailboxId);
    if (!entry) return;
    this.#entries.delete(mailboxId);
    this.#bytes -= entry.buffer.sizeBytes;
  }
}
