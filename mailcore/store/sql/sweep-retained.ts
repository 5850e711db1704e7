import { type Kysely, sql } from 'kysely';
import type { RetentionSettings } from '../undelete-store.ts';
import type { QueryReader } from './query-reader.ts';
import type { Schema } from './schema.ts';
import type { Writer } from './writer.ts';

const DAY_MS = 24 * 3_600_000;
const ROWS_PER_STEP = 1_000;

/**
 * Forgets removed emails whose time is over, and the oldest of accounts that have more than they may, in steps short enough for the writer
 * to serve others in between. Returns how many went.
 */
export async function sweepRetained(
  { reader, writer }: { readonly reader: QueryReader; readonly writer: Writer },
  now: Date,
): Promise<number> {
  const { retention } = await writer.call('writerSettings', []);
  const before = now.getTime() - retention.undeleteDays * DAY_MS;
  const ids = await reader.query((db) => findOverdue(db, retention, before));
  for (let at = 0; at < ids.length; at += ROWS_PER_STEP) {
    await writer.call('forgetRetained', [ids.slice(at, at + ROWS_PER_STEP)]);
  }
  await writer.call('forgetMailboxes', [before]);
  return ids.length;
}

async function findOverdue(
  db: Kysely<Schema>,
  { maxBytes }: RetentionSettings,
  before: number,
): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`SELECT id FROM
    (SELECT id, removed_at, sum(size_bytes) OVER (PARTITION BY account_id ORDER BY id DESC) AS kept_bytes FROM retained_emails) r
    WHERE removed_at <= ${before} OR kept_bytes > ${maxBytes}`.execute(db);
  return rows.map(({ id }) => Number(id));
}
