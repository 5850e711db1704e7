import type { EmailId } from '../../../model/ids.ts';
import { type KeywordSet, NO_KEYWORDS } from '../../../model/keyword.ts';
import type { BlobLocation } from '../../blobs.ts';
import type { SqlRow } from '../../sql/connection.ts';
import { splitCustom } from '../../sql/email-changes.ts';
import type { Connection } from '../driver.ts';
import { readable, readableRows } from './readable-rows.ts';

export interface SalvagedRow {
  readonly id: EmailId;
  readonly blobId: number;
  readonly receivedAt: Date;
  readonly keywords: KeywordSet;
}

export interface SalvagedBody {
  readonly location: BlobLocation;
  /** Null where only an index still tells of the body. */
  readonly crc32: number | null;
}

/** No installation has more; a bound for keys whose highest cannot be read. */
const MAX_KEY = 50_000_000;

/** Rows of damaged tables; an index that holds the same columns stands in for a row that cannot be read. */
export class SalvagedRows {
  readonly #sql: Connection;
  #blobOfEmail: Map<number, number> | null = null;
  #placeOfBlob: Map<number, BlobLocation> | null = null;

  constructor(sql: Connection) {
    this.#sql = sql;
  }

  /** The highest key that a table ever gave out. */
  lastKey(table: string): number {
    const row = readable(() => this.#sql.get('SELECT seq FROM sqlite_sequence WHERE name = ?', table));
    return row ? Number(row[0]) : MAX_KEY;
  }

  rows(table: string, columns: string): Generator<SqlRow> {
    return readableRows(this.#sql, {
      batch: `SELECT ${columns} FROM ${table} WHERE id > ? ORDER BY id LIMIT ?`,
      single: `SELECT ${columns} FROM ${table} WHERE id = ?`,
      params: [],
      lastKey: this.lastKey(table),
    });
  }

  /** `[uid, emailId, deleted]` of a mailbox. */
  memberships(mailboxId: number, uidNext: number): Generator<SqlRow> {
    const select = 'SELECT uid, email_id, deleted FROM memberships WHERE mailbox_id = ?';
    return readableRows(this.#sql, {
      batch: `${select} AND uid > ? ORDER BY uid LIMIT ?`,
      single: `${select} AND uid = ?`,
      params: [mailboxId],
      lastKey: uidNext - 1,
    });
  }

  email(id: number): SalvagedRow | null {
    const row = readable(() =>
      this.#sql.get('SELECT blob_id, received_at, flags, custom FROM emails WHERE id = ?', id),
    );
    if (row) {
      const keywords = { flags: Number(row[2]), custom: splitCustom(row[3] as string | null) };
      return { id: id as EmailId, blobId: Number(row[0]), receivedAt: new Date(Number(row[1])), keywords };
    }
    const blobId = this.#blobs().get(id);
    return blobId === undefined
      ? null
      : { id: id as EmailId, blobId, receivedAt: new Date(0), keywords: NO_KEYWORDS };
  }

  body(id: number): SalvagedBody | null {
    const row = readable(() =>
      this.#sql.get('SELECT container, start_offset, size_bytes, crc32 FROM blobs WHERE id = ?', id),
    );
    if (row) return { location: locationOf(row), crc32: Number(row[3]) };
    const location = this.#places().get(id);
    return location ? { location, crc32: null } : null;
  }

  #blobs(): Map<number, number> {
    this.#blobOfEmail ??= new Map(
      this.#indexRows('SELECT id, blob_id FROM emails INDEXED BY emails_blob').map((row) => [
        Number(row[0]),
        Number(row[1]),
      ]),
    );
    return this.#blobOfEmail;
  }

  #places(): Map<number, BlobLocation> {
    this.#placeOfBlob ??= new Map(
      this.#indexRows('SELECT container, start_offset, size_bytes, id FROM blobs INDEXED BY blobs_place').map(
        (row) => [Number(row[3]), locationOf(row)],
      ),
    );
    return this.#placeOfBlob;
  }

  /** As far as the index can be read. */
  #indexRows(sql: string): SqlRow[] {
    const rows: SqlRow[] = [];
    readable(() => {
      for (const row of this.#sql.iterate(sql)) rows.push(row);
    });
    return rows;
  }
}

function locationOf([container, offset, sizeBytes]: SqlRow): BlobLocation {
  return { container: String(container), offset: Number(offset), sizeBytes: Number(sizeBytes) };
}
