import { crc32 } from 'node:zlib';
import { MailError } from '../../../errors.ts';
import { dataFiles } from '../../data-files.ts';
import type { LostEmail, Salvage, SalvagedEmail, SalvagedMailbox } from '../../salvage.ts';
import { SegmentBlobs } from '../../segment-blobs.ts';
import { reasonOf } from '../../sql/verify/verify-rows.ts';
import { Connection } from '../driver.ts';
import { type SalvagedBody, SalvagedRows } from './salvaged-rows.ts';

/** Where emails go whose mailbox cannot be told. */
const RECOVERED = 'Recovered mail';
const MAX_LEVELS = 30;

/** Opens damaged storage for reading; nothing in it is changed. Throws `unavailable` when not even its schema can be read. */
export function openSalvage(dataDir: string): Salvage {
  const files = dataFiles(dataDir);
  try {
    const sql = new Connection(files.database, { readOnly: true });
    sql.all('SELECT name FROM sqlite_schema');
    return new SqliteSalvage(sql, new SegmentBlobs(files, { durable: false }));
  } catch (cause) {
    const text = 'The database cannot be read at all; only a backup can bring it back';
    throw new MailError('unavailable', text, { cause });
  }
}

class SqliteSalvage implements Salvage {
  readonly #sql: Connection;
  readonly #rows: SalvagedRows;
  readonly #blobs: SegmentBlobs;
  readonly #placed = new Set<number>();

  constructor(sql: Connection, blobs: SegmentBlobs) {
    this.#sql = sql;
    this.#rows = new SalvagedRows(sql);
    this.#blobs = blobs;
  }

  findAccount(address: string): number | null {
    for (const [id, found] of this.#rows.rows('accounts', 'id, address')) {
      if (found === address) return Number(id);
    }
    return null;
  }

  mailboxes(accountId: number): SalvagedMailbox[] {
    const rows = [...this.#rows.rows('mailboxes', 'id, account_id, parent_id, name, role, uidnext')];
    const own = new Map(rows.filter((row) => row[1] === accountId).map((row) => [Number(row[0]), row]));
    const pathOf = (id: number, level = 0): string[] => {
      const row = own.get(id);
      if (!row) return [`mailbox ${id}`];
      const hasParent = row[2] !== null && level < MAX_LEVELS;
      return [...(hasParent ? pathOf(Number(row[2]), level + 1) : []), String(row[3])];
    };
    const mailboxes = [...own].map(([id, row]) => ({
      id,
      path: pathOf(id),
      isInbox: row[4] === 'inbox',
      uidNext: Number(row[5]),
    }));
    mailboxes.sort((a, b) => a.path.length - b.path.length);
    return [...mailboxes, { id: null, path: [RECOVERED], isInbox: false, uidNext: 0 }];
  }

  async *emails(
    accountId: number,
    { id, uidNext }: SalvagedMailbox,
  ): AsyncGenerator<SalvagedEmail | LostEmail> {
    if (id === null) yield* this.#placeless(accountId);
    else {
      for (const [uid, emailId, deleted] of this.#rows.memberships(id, uidNext)) {
        this.#placed.add(Number(emailId));
        yield await this.#email(Number(emailId), Number(uid), deleted === 1);
      }
    }
  }

  async close(): Promise<void> {
    this.#sql.close();
    await this.#blobs.close();
  }

  async *#placeless(accountId: number): AsyncGenerator<SalvagedEmail | LostEmail> {
    for (const [id, account] of this.#rows.rows('emails', 'id, account_id')) {
      if (account !== accountId || this.#placed.has(Number(id))) continue;
      yield await this.#email(Number(id), null, false);
    }
  }

  async #email(id: number, uid: number | null, isDeleted: boolean): Promise<SalvagedEmail | LostEmail> {
    const row = this.#rows.email(id);
    if (!row) return { uid, reason: `the row of email ${id} cannot be read` };
    const body = this.#rows.body(row.blobId);
    if (!body) return { uid, reason: `the row of body ${row.blobId} cannot be read` };
    const bytes = await this.#read(body);
    if (typeof bytes === 'string') return { uid, reason: `body ${row.blobId}: ${bytes}` };
    return { emailId: row.id, uid, bytes, receivedAt: row.receivedAt, keywords: row.keywords, isDeleted };
  }

  /** A text says why not. */
  async #read({ location, crc32: expected }: SalvagedBody): Promise<Buffer | string> {
    try {
      const bytes = await this.#blobs.read(location);
      return expected === null || crc32(bytes) === expected
        ? bytes
        : 'its bytes are damaged (checksum differs)';
    } catch (error) {
      return `it cannot be read (${reasonOf(error)})`;
    }
  }
}
