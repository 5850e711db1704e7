import type { SqlRow, SqlValue } from '../sql/connection.ts';
import { SQL } from '../sql/statements.ts';
import { assigned, assignedColumns, insertedColumns, selectedColumns } from './statement-columns.ts';

/** What a statement is known to answer; `row` is undefined when it is known to find nothing. */
export interface KnownAnswer {
  readonly row: SqlRow | undefined;
}

const NOTHING: KnownAnswer = { row: undefined };
const SOMETHING: KnownAnswer = { row: [1] };

const ACCOUNT = selectedColumns(SQL.accountForChange);
const SAVED_ACCOUNT = assignedColumns(SQL.saveAccount);
const MAILBOX = selectedColumns(SQL.mailboxById);
const SAVED_MAILBOX = assignedColumns(SQL.saveMailbox);
const THREAD_OF_NEW_EMAIL = insertedColumns(SQL.insertEmail).indexOf('thread_id');

/** Fetched for a mailbox with its account and role, so that it can be asked for by either. */
export interface HotMailbox {
  readonly accountId: number;
  readonly role: string | null;
  readonly row: SqlRow;
}

/**
 * Rows of accounts that this transaction has locked, as its own changes leave them: what operations ask for again and again
 * without asking the server. Whatever changes rows in another way makes it forget everything.
 */
export class HotRows {
  readonly #accounts = new Map<SqlValue, SqlRow>();
  readonly #mailboxes = new Map<SqlValue, HotMailbox>();
  readonly #roles = new Map<string, SqlValue | null>();
  readonly #threads = new Map<string, SqlValue | null>();
  readonly #living = new Set<SqlValue>();

  addAccount(id: number, row: SqlRow): void {
    this.#accounts.set(id, row);
  }

  addMailbox(mailbox: HotMailbox): void {
    const [id = null] = mailbox.row;
    this.#mailboxes.set(id, mailbox);
    if (mailbox.role !== null) this.#roles.set(`${mailbox.accountId} ${mailbox.role}`, id);
  }

  /** The account has no such mailbox. */
  addMissingRole(accountId: number, role: string): void {
    const key = `${accountId} ${role}`;
    if (!this.#roles.has(key)) this.#roles.set(key, null);
  }

  /** `threadId` null: no living thread has the key. */
  addThreadKey(accountId: number, hash: number, threadId: SqlValue | null): void {
    this.#threads.set(`${accountId} ${hash}`, threadId);
    if (threadId !== null) this.#living.add(threadId);
  }

  /** Null when the server has to be asked. */
  answer(sql: string, params: readonly SqlValue[]): KnownAnswer | null {
    const [first = null, second = null] = params;
    switch (sql) {
      case SQL.accountForChange:
        return known(this.#accounts.get(first));
      case SQL.mailboxById: {
        const mailbox = this.#mailboxes.get(first);
        return mailbox?.accountId === second ? { row: mailbox.row } : null;
      }
      case SQL.mailboxByRole:
        return this.#byId(this.#roles.get(`${first} ${second}`), (id) => known(this.#mailboxes.get(id)?.row));
      case SQL.threadOfKey:
        return this.#byId(this.#threads.get(`${first} ${second}`), (id) => ({ row: [id] }));
      case SQL.anyEmailOfThread:
        return this.#living.has(first) ? SOMETHING : null;
      default:
        return null;
    }
  }

  /** Takes note of a change that goes into a batch. */
  note(sql: string, params: readonly SqlValue[]): void {
    const id = params.at(-1) ?? null;
    if (sql === SQL.saveAccount) {
      const row = this.#accounts.get(id);
      if (row) this.#accounts.set(id, assigned(row, ACCOUNT, SAVED_ACCOUNT, params));
    } else if (sql === SQL.saveMailbox) {
      const mailbox = this.#mailboxes.get(id);
      if (mailbox)
        this.#mailboxes.set(id, { ...mailbox, row: assigned(mailbox.row, MAILBOX, SAVED_MAILBOX, params) });
    } else if (sql === SQL.insertEmail) {
      this.#living.add(params[THREAD_OF_NEW_EMAIL] ?? null);
    } else if (sql === SQL.saveThreadKey) {
      this.#threads.set(`${params[0]} ${params[1]}`, params[2] ?? null);
    }
  }

  forget(): void {
    for (const rows of [this.#accounts, this.#mailboxes, this.#roles, this.#threads, this.#living])
      rows.clear();
  }

  #byId(id: SqlValue | null | undefined, answer: (id: SqlValue) => KnownAnswer | null): KnownAnswer | null {
    if (id === undefined) return null;
    return id === null ? NOTHING : answer(id);
  }
}

function known(row: SqlRow | undefined): KnownAnswer | null {
  return row ? { row } : null;
}
