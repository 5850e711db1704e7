import { FORGET_AFTER_MS } from './logins.ts';
import type { WriteContext } from '../sqlite/write-context.ts';

const UPLOAD_LIFETIME_MS = 24 * 3_600_000;

export interface SweptRows {
  readonly removedRows: number;
  /** Bodies that are gone; those in files of their own are named, to be unlinked now. */
  readonly freedBytes: number;
  readonly freedFiles: readonly string[];
}

/** Removes what has expired and what nothing refers to. */
export function sweepRows(context: WriteContext, now: Date): SweptRows {
  const at = now.getTime();
  const { sql } = context;
  let removedRows = dropUploads(context, at - UPLOAD_LIFETIME_MS);
  removedRows += sql.run('DELETE FROM sessions WHERE expires_at <= ?', at).changes;
  removedRows += sql.run(
    'DELETE FROM login_failures WHERE last_failed_at <= ?',
    at - FORGET_AFTER_MS,
  ).changes;
  removedRows += dropTombstones(context);
  removedRows += sql.run(
    'DELETE FROM thread_refs WHERE NOT EXISTS (SELECT 1 FROM emails e WHERE e.thread_id = thread_refs.thread_id)',
  ).changes;
  const freed = sql.all('DELETE FROM blobs WHERE refs = 0 RETURNING container, size_bytes');
  const freedFiles = freed.map((row) => String(row[0])).filter((container) => container.startsWith('f'));
  const freedBytes = freed.reduce((sum, row) => sum + Number(row[1]), 0);
  return { removedRows: removedRows + freed.length, freedBytes, freedFiles };
}

function dropUploads({ sql }: WriteContext, createdBefore: number): number {
  sql.run(
    `UPDATE blobs SET refs = refs - used.count
     FROM (SELECT blob_id, count(*) AS count FROM uploads WHERE created_at <= ? GROUP BY blob_id) AS used
     WHERE blobs.id = used.blob_id`,
    createdBefore,
  );
  return sql.run('DELETE FROM uploads WHERE created_at <= ?', createdBefore).changes;
}

/** Keeps the newest of each account and remembers how far back the rest reached. */
function dropTombstones({ sql, settings }: WriteContext): number {
  const kept = settings.tombstonesKept;
  const crowded = sql.all('SELECT account_id FROM tombstones GROUP BY account_id HAVING count(*) > ?', kept);
  let removed = 0;
  for (const [accountId] of crowded) {
    const id = Number(accountId);
    const newest = sql.get(
      'SELECT modseq FROM tombstones WHERE account_id = ? ORDER BY modseq DESC LIMIT 1 OFFSET ?',
      id,
      kept,
    );
    const modseq = Number(newest?.[0] ?? 0);
    removed += sql.run('DELETE FROM tombstones WHERE account_id = ? AND modseq <= ?', id, modseq).changes;
    sql.run('UPDATE accounts SET forgotten_modseq = ? WHERE id = ?', modseq, id);
  }
  return removed;
}

/** Marks a segment that no row names any more: its file goes when no reader can still hold its name. */
export function retireContainer({ sql, now }: WriteContext, container: string): void {
  sql.run(
    'INSERT INTO retired_containers (container, retired_at) VALUES (?, ?) ON CONFLICT (container) DO NOTHING',
    container,
    now.getTime(),
  );
}

/** Takes the segments retired before `before` off the list and names them. */
export function removeRetired({ sql }: WriteContext, before: Date): string[] {
  const rows = sql.all(
    'DELETE FROM retired_containers WHERE retired_at <= ? RETURNING container',
    before.getTime(),
  );
  return rows.map((row) => String(row[0]));
}
