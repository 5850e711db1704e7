import { MailError } from '../../errors.ts';
import type { MessageSummary } from '../../model/content.ts';
import type { Email } from '../../model/email.ts';
import type { AccountId, BlobId, EmailId, ModSeq, ThreadId } from '../../model/ids.ts';
import type { StoredBlob, StoredContent } from '../email-store.ts';
import { contentOf } from '../sql/content-row.ts';
import type { Connection } from './driver.ts';
import { emailOf } from '../sql/email-row.ts';
import { SQL } from '../sql/statements.ts';

const MAX_IDS = 1_000;

/**
 * Many rows with one statement: a third of the time of one statement each. CROSS JOIN and the unary plus keep SQLite from walking the
 * account's emails instead of the ids.
 */
const manyOf = (columns: string): string =>
  `SELECT e.id, ${columns} FROM json_each(?) AS wanted CROSS JOIN emails e ON e.id = wanted.value
   CROSS JOIN blobs b ON b.id = e.blob_id WHERE +e.account_id = ?`;

const CONTENTS = manyOf(
  'b.id, b.container, b.start_offset, b.size_bytes, b.envelope, b.body_structure, b.structure, b.summary',
);
const WIRE_COLUMN = { envelope: manyOf('b.envelope'), bodyStructure: manyOf('b.body_structure') } as const;

export function getEmails(sql: Connection, accountId: AccountId, ids: readonly EmailId[]): Email[] {
  return ids.flatMap((id) => {
    const row = sql.get(SQL.emailById, id, accountId);
    return row ? [emailOf(accountId, row, sql.all(SQL.membershipsOfEmail, id))] : [];
  });
}

export function getContents(
  sql: Connection,
  accountId: AccountId,
  ids: readonly EmailId[],
): Map<EmailId, StoredContent> {
  requireFewIds(ids);
  const contents = new Map<EmailId, StoredContent>();
  for (const row of sql.all(CONTENTS, JSON.stringify(ids), accountId))
    contents.set(Number(row[0]) as EmailId, contentOf(row));
  return contents;
}

export function getSummaries(
  sql: Connection,
  accountId: AccountId,
  ids: readonly EmailId[],
): Map<EmailId, MessageSummary> {
  requireFewIds(ids);
  const summaries = new Map<EmailId, MessageSummary>();
  for (const id of ids) {
    const row = sql.get(SQL.summary, id, accountId);
    if (row) summaries.set(id, JSON.parse(String(row[0])) as MessageSummary);
  }
  return summaries;
}

export function getWireContents(
  sql: Connection,
  accountId: AccountId,
  ids: readonly EmailId[],
  column: 'envelope' | 'bodyStructure',
): Map<EmailId, string> {
  requireFewIds(ids);
  const texts = new Map<EmailId, string>();
  for (const [id, text] of sql.all(WIRE_COLUMN[column], JSON.stringify(ids), accountId))
    texts.set(Number(id) as EmailId, String(text));
  return texts;
}

export function getThreads(
  sql: Connection,
  accountId: AccountId,
  ids: readonly ThreadId[],
): Map<ThreadId, EmailId[]> {
  const threads = new Map<ThreadId, EmailId[]>();
  for (const id of ids) {
    const emails = sql.all(SQL.emailsOfThread, id, accountId).map((row) => Number(row[0]) as EmailId);
    if (emails.length > 0) threads.set(id, emails);
  }
  return threads;
}

export function findBlob(sql: Connection, accountId: AccountId, blobId: BlobId): StoredBlob | null {
  const upload = sql.get(SQL.uploadOfBlob, blobId, accountId);
  if (!upload && !sql.get(SQL.emailOfBlob, blobId, accountId)) return null;
  const row = sql.get(SQL.blobPlace, blobId);
  if (!row) return null;
  const location = { container: String(row[0]), offset: Number(row[1]), sizeBytes: Number(row[2]) };
  return { blobId, location, type: upload ? String(upload[0]) : null };
}

/** Throws `accountNotFound`. */
export function accountModseq(sql: Connection, accountId: AccountId): ModSeq {
  const row = sql.get(SQL.accountModseq, accountId);
  if (!row) throw new MailError('accountNotFound', 'No such account');
  return Number(row[0]) as ModSeq;
}

function requireFewIds(ids: readonly unknown[]): void {
  if (ids.length > MAX_IDS) throw new MailError('limitReached', 'Too many emails at once');
}
