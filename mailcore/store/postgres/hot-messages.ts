import type { SqlRow, SqlValue } from '../sql/connection.ts';
import { SQL } from '../sql/statements.ts';
import { assigned, assignedColumns, selectedColumns } from './statement-columns.ts';

const EMAIL = selectedColumns(SQL.emailById).map((column) => column.replace(/^e\./, ''));
const SAVED_EMAIL = assignedColumns(SQL.saveEmail);

interface Place {
  readonly mailboxId: SqlValue;
  readonly uid: SqlValue;
  deleted: SqlValue;
}

/** A message fetched by its place, with its email's columns in the order of SQL.emailById. */
export interface HotMessage {
  readonly accountId: SqlValue;
  readonly email: SqlRow;
}

/** Emails with all their memberships, of accounts that this transaction has locked, as its own changes leave them. */
export class HotMessages {
  readonly #emails = new Map<SqlValue, HotMessage>();
  readonly #places = new Map<SqlValue, Place[]>();
  readonly #byUid = new Map<string, { readonly emailId: SqlValue; readonly place: Place }>();

  addEmail(message: HotMessage): void {
    const [id = null] = message.email;
    this.#emails.set(id, message);
    if (!this.#places.has(id)) this.#places.set(id, []);
  }

  /** Every membership of an email that was added. */
  addPlace(emailId: SqlValue, mailboxId: SqlValue, uid: SqlValue, deleted: SqlValue): void {
    const place = { mailboxId, uid, deleted };
    this.#places.get(emailId)?.push(place);
    if (this.#places.has(emailId)) this.#byUid.set(`${mailboxId} ${uid}`, { emailId, place });
  }

  /** Null when the server has to be asked. */
  answer(sql: string, [first = null, second = null]: readonly SqlValue[]): readonly SqlRow[] | null {
    if (sql === SQL.membershipsOfEmail) {
      const places = this.#emails.has(first) ? this.#places.get(first) : undefined;
      return places?.map(({ mailboxId, uid, deleted }) => [mailboxId, uid, deleted]) ?? null;
    }
    if (sql === SQL.emailById) {
      const message = this.#emails.get(first);
      return message?.accountId === second ? [message.email] : null;
    }
    if (sql !== SQL.emailOfUid) return null;
    const found = this.#byUid.get(`${first} ${second}`);
    const message = found && this.#emails.get(found.emailId);
    return message ? [[found.place.deleted, ...message.email]] : null;
  }

  /** Takes note of a change that goes into a batch. */
  note(sql: string, params: readonly SqlValue[]): void {
    const [first = null, second = null, third = null, fourth = null] = params;
    if (sql === SQL.saveEmail) this.#save(params);
    else if (sql === SQL.insertMembership) this.addPlace(third, first, second, fourth);
    else if (sql === SQL.deleteMembership) this.#leave(`${first} ${second}`);
    else if (sql === SQL.setDeleted) {
      const found = this.#byUid.get(`${second} ${third}`);
      if (found) found.place.deleted = first;
    }
  }

  forget(): void {
    for (const rows of [this.#emails, this.#places, this.#byUid]) rows.clear();
  }

  #save(params: readonly SqlValue[]): void {
    const id = params.at(-1) ?? null;
    const message = this.#emails.get(id);
    if (!message) return;
    this.#emails.set(id, { ...message, email: assigned(message.email, EMAIL, SAVED_EMAIL, params) });
  }

  #leave(key: string): void {
    const found = this.#byUid.get(key);
    if (!found) return;
    this.#byUid.delete(key);
    const places = this.#places.get(found.emailId) ?? [];
    this.#places.set(
      found.emailId,
      places.filter((place) => place !== found.place),
    );
  }
}
