import { MailError } from '../../errors.ts';
import type { MessageSummary } from '../../model/content.ts';
import type { Email } from '../../model/email.ts';
import type { AccountId, BlobId, EmailId, ModSeq, ThreadId } from '../../model/ids.ts';
import type { StoredBlob, StoredContent } from '../email-store.ts';
import type { SqlRow } from '../sql/connection.ts';
import { contentOf } from '../sql/content-row.ts';
import { emailOf } from '../sql/email-row.ts';
import { SQL } from '../sql/statements.ts';
import type { PostgresClient } from './driver.ts';

const MAX_IDS = 1_000;

/** The same statements for many ids at once: one question to the server instead of a thousand. */
const MANY = {
  emails: manyOf(SQL.emailById, 'e.id'),
  memberships: `SELECT mailbox_id, uid, deleted, email_id FROM memberships WHERE email_id = ANY(?)`,
  contents: manyOf(SQL.content, 'e.id'),
  summary: manyOf(SQL.summary, 'e.id').replace('SELECT ', 'SELECT e.id, '),
  envelope: manyOf(SQL.envelope, 'e.id').replace('SELECT ', 'SELECT e.id, '),
  bodyStructure: manyOf(SQL.bodyStructure, 'e.id').replace('SELECT ', 'SELECT e.id, '),
  threads: manyOf(SQL.emailsOfThread, 'thread_id').replace('SELECT id', 'SELECT id, thread_id'),
} as const;

function manyOf(sql: string, column: string): string {
  return sql.replace(`${column} = ?`, `${column} = ANY(?)`);
}

export async function getEmails(
  sql: PostgresClient,
  accountId: AccountId,
  ids: readonly EmailId[],
): Promise<Email[]> {
  const [emails, memberships] = await Promise.all([
    rowsOf(sql, MANY.emails, ids, accountId),
    rowsOf(sql, MANY.memberships, ids),
  ]);
  const rows = new Map(emails.map((row) => [row[0], row]));
  const places = Map.groupBy(memberships, ([, , , emailId]) => emailId);
  return ids.flatMap((id) => {
    const row = rows.get(id);
    return row ? [emailOf(accountId, row, places.get(id) ?? [])] : [];
  });
}

export async function getContents(
  sql: PostgresClient,
  accountId: AccountId,
  ids: readonly EmailId[],
): Promise<Map<EmailId, StoredContent>> {
  requireFewIds(ids);
  const rows = await rowsOf(sql, MANY.contents, ids, accountId);
  return inOrder(ids, new Map(rows.map((row) => [Number(row[0]) as EmailId, contentOf(row)])));
}

export async function getSummaries(
  sql: PostgresClient,
  accountId: AccountId,
  ids: readonly EmailId[],
): Promise<Map<EmailId, MessageSummary>> {
  requireFewIds(ids);
  const texts = await textsOf(sql, MANY.summary, accountId, ids);
  return new Map([...texts].map(([id, text]) => [id, JSON.parse(text) as MessageSummary]));
}

export function getWireContents(
  sql: PostgresClient,
  accountId: AccountId,
  ids: readonly EmailId[],
  column: 'envelope' | 'bodyStructure',
): Promise<Map<EmailId, string>> {
  return textsOf(sql, MANY[column], accountId, ids);
}

/** Of statements that answer `(email id, text)`. */
async function textsOf(
  sql: PostgresClient,
  statement: string,
  accountId: AccountId,
  ids: readonly EmailId[],
): Promise<Map<EmailId, string>> {
  const rows = await rowsOf(sql, statement, ids, accountId);
  const texts = rows.flatMap(([id, text]) =>
    typeof text === 'string' ? [[Number(id) as EmailId, text] as const] : [],
  );
  return inOrder(ids, new Map(texts));
}

export async function getThreads(
  sql: PostgresClient,
  accountId: AccountId,
  ids: readonly ThreadId[],
): Promise<Map<ThreadId, EmailId[]>> {
  const threads = new Map<ThreadId, EmailId[]>();
  for (const [emailId, threadId] of await rowsOf(sql, MANY.threads, ids, accountId)) {
    const id = Number(threadId) as ThreadId;
    threads.set(id, [...(threads.get(id) ?? []), Number(emailId) as EmailId]);
  }
  return inOrder(ids, threads);
}

export async function findBlob(
  sql: PostgresClient,
  accountId: AccountId,
  blobId: BlobId,
): Promise<StoredBlob | null> {
  const [[upload], [email], [place]] = await Promise.all([
    sql.all(SQL.uploadOfBlob, [blobId, accountId]),
    sql.all(SQL.emailOfBlob, [blobId, accountId]),
    sql.all(SQL.blobPlace, [blobId]),
  ]);
  if ((!upload && !email) || !place) return null;
  const location = { container: String(place[0]), offset: Number(place[1]), sizeBytes: Number(place[2]) };
  return { blobId, location, type: upload ? String(upload[0]) : null };
}

/** Throws `accountNotFound`. */
export async function accountModseq(sql: PostgresClient, accountId: AccountId): Promise<ModSeq> {
  const [row] = await sql.all(SQL.accountModseq, [accountId]);
  if (!row) throw new MailError('accountNotFound', 'No such account');
  return Number(row[0]) as ModSeq;
}

async function rowsOf(
  sql: PostgresClient,
  statement: string,
  ids: readonly number[],
  ...rest: readonly number[]
): Promise<readonly SqlRow[]> {
  const { rows } = await sql.query(statement, [ids, ...rest]);
  return rows as readonly SqlRow[];
}

function requireFewIds(ids: readonly unknown[]): void {
  if (ids.length > MAX_IDS) throw new MailError('limitReached', 'Too many emails at once');
}

function inOrder<Id, T>(ids: readonly Id[], found: ReadonlyMap<Id, T>): Map<Id, T> {
  const ordered = new Map<Id, T>();
  for (const id of ids) {
    const one = found.get(id);
    if (one !== undefined) ordered.set(id, one);
  }
  return ordered;
}
