import type { MessageContent } from '../../model/content.ts';
import type { AccountId, BlobId, EmailId, ModSeq } from '../../model/ids.ts';
import type { BlobLocation } from '../blobs.ts';
import { TOMBSTONE } from '../sql/tombstones.ts';
import type { SqlRow } from '../sql/connection.ts';
import { Connection } from '../sqlite/driver.ts';

/** Emails read at a time, so that what one batch holds in memory is bounded. */
export const BATCH_EMAILS = 250;
const BATCH_BYTES = 16 * 1024 * 1024;

const COLUMNS = `e.id, e.account_id, e.blob_id, e.received_at, b.container, b.start_offset, b.size_bytes, b.structure, b.summary`;
const FROM = 'FROM emails e JOIN blobs b ON b.id = e.blob_id';

/** An email as the indexer needs it. */
export interface SourceEmail {
  readonly emailId: EmailId;
  readonly accountId: AccountId;
  readonly blobId: BlobId;
  readonly receivedAt: number;
  readonly location: BlobLocation;
  readonly content: Pick<MessageContent, 'root' | 'summary'>;
}

/** Emails by id with the modseqs of their accounts at that moment. */
export interface SourceBatch {
  readonly emails: readonly SourceEmail[];
  readonly modseqs: ReadonlyMap<AccountId, ModSeq>;
}

/**
 * The change feed of the index: ids of emails ascend in the order of commit over all accounts and never come back, so one of them
 * says how far the index has come; who left is told by the tombstones. A read-only connection of its own.
 */
export class IndexSource {
  readonly #sql: Connection;

  constructor(databasePath: string) {
    this.#sql = new Connection(databasePath, { readOnly: true });
  }

  /** The next emails after `after`, ascending; none when there are no more. */
  next(after: EmailId): SourceBatch {
    return this.#sql.read(() => {
      const emails = this.#emails(
        `SELECT ${COLUMNS} ${FROM} WHERE e.id > ? ORDER BY e.id LIMIT ${BATCH_EMAILS}`,
        after,
      );
      const modseqs = new Map<AccountId, ModSeq>();
      for (const { accountId } of emails)
        if (!modseqs.has(accountId)) modseqs.set(accountId, this.modseq(accountId) ?? (0 as ModSeq));
      return { emails, modseqs };
    });
  }

  /** Those of `ids` that still are, ascending; only the first ones when they are large. At least one, if there is any. */
  emails(ids: readonly EmailId[]): readonly SourceEmail[] {
    return this.#emails(
      `SELECT ${COLUMNS} ${FROM} WHERE e.id IN (SELECT value FROM json_each(?)) ORDER BY e.id`,
      JSON.stringify(ids),
    );
  }

  exists(emailId: EmailId): boolean {
    return this.#sql.get('SELECT 1 FROM emails WHERE id = ?', emailId) !== undefined;
  }

  /** How an email looks, to tell this database from another one; null when it is gone. */
  fingerprint(emailId: EmailId): string | null {
    const row = this.#sql.get('SELECT account_id, blob_id, received_at FROM emails WHERE id = ?', emailId);
    return row ? row.join(' ') : null;
  }

  /** The highest id an email ever had. */
  lastEmailId(): EmailId {
    const row = this.#sql.get(`SELECT seq FROM sqlite_sequence WHERE name = 'emails'`);
    return Number(row?.[0] ?? 0) as EmailId;
  }

  /** Null when the account is no more. */
  modseq(accountId: AccountId): ModSeq | null {
    const row = this.#sql.get('SELECT modseq FROM accounts WHERE id = ?', accountId);
    return row ? (Number(row[0]) as ModSeq) : null;
  }

  /** Emails destroyed after `since`; null when that is no longer remembered. */
  destroyed(accountId: AccountId, since: ModSeq): EmailId[] | null {
    return this.#sql.read(() => {
      const forgotten = this.#sql.get('SELECT forgotten_modseq FROM accounts WHERE id = ?', accountId)?.[0];
      if (Number(forgotten ?? 0) > since) return null;
      return this.#ids(
        'SELECT object_id FROM tombstones WHERE account_id = ? AND modseq > ? AND type = ?',
        accountId,
        since,
        TOMBSTONE.email,
      );
    });
  }

  /** Ids of the account's emails with `after` < id <= `last`, ascending. */
  emailIds(accountId: AccountId, after = 0, last = Number.MAX_SAFE_INTEGER): EmailId[] {
    return this.#ids(
      'SELECT id FROM emails WHERE account_id = ? AND id > ? AND id <= ? ORDER BY id',
      accountId,
      after,
      last,
    );
  }

  /** Emails of one account, or of all. */
  count(accountId: AccountId | null): number {
    return this.#number(
      'SELECT coalesce(sum(email_count), 0) FROM accounts WHERE ?1 IS NULL OR id = ?1',
      accountId,
    );
  }

  countAfter(accountId: AccountId | null, emailId: EmailId): number {
    return this.#number(
      'SELECT count(*) FROM emails WHERE id > ?2 AND (?1 IS NULL OR account_id = ?1)',
      accountId,
      emailId,
    );
  }

  countBetween(accountId: AccountId, after: EmailId, last: EmailId): number {
    return this.#number(
      'SELECT count(*) FROM emails WHERE account_id = ? AND id > ? AND id <= ?',
      accountId,
      after,
      last,
    );
  }

  close(): void {
    this.#sql.close();
  }

  #emails(sql: string, ...params: (number | string)[]): SourceEmail[] {
    const emails: SourceEmail[] = [];
    let bytes = 0;
    for (const row of this.#sql.all(sql, ...params)) {
      const email = sourceEmail(row);
      bytes += email.location.sizeBytes;
      if (emails.length > 0 && bytes > BATCH_BYTES) break;
      emails.push(email);
    }
    return emails;
  }

  #number(sql: string, ...params: (number | null)[]): number {
    return Number(this.#sql.get(sql, ...params)?.[0] ?? 0);
  }

  #ids(sql: string, ...params: number[]): EmailId[] {
    return this.#sql.all(sql, ...params).map((row) => Number(row[0]) as EmailId);
  }
}

function sourceEmail(row: SqlRow): SourceEmail {
  const [emailId, accountId, blobId, receivedAt, container, offset, sizeBytes, structure, summary] = row;
  return {
    emailId: Number(emailId) as EmailId,
    accountId: Number(accountId) as AccountId,
    blobId: Number(blobId) as BlobId,
    receivedAt: Number(receivedAt),
    location: { container: String(container), offset: Number(offset), sizeBytes: Number(sizeBytes) },
    content: {
      root: JSON.parse(String(structure)) as MessageContent['root'],
      summary: JSON.parse(String(summary)) as MessageContent['summary'],
    },
  };
}
