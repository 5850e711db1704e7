import type { AccountId } from '../../model/ids.ts';
import type { WriteContext } from './write-context.ts';
import { areBodiesHeld } from './body-holds.ts';
import { FORGET_AFTER_MS } from './logins.ts';

const UPLOAD_LIFETIME_MS = 24 * 3_600_000;

/** Removes uploads, sessions and failed sign-ins whose time is over. Returns how many rows went. */
export async function sweepExpired({ sql }: WriteContext, now: Date): Promise<number> {
  const at = now.getTime();
  const uploadedBefore = at - UPLOAD_LIFETIME_MS;
  await sql.run(
    `UPDATE blobs SET refs = refs - used.count
     FROM (SELECT blob_id, count(*) AS count FROM uploads WHERE created_at <= ? GROUP BY blob_id) AS used
     WHERE blobs.id = used.blob_id`,
    uploadedBefore,
  );
  return (
    (await sql.change('DELETE FROM uploads WHERE created_at <= ?', uploadedBefore)) +
    (await sql.change('DELETE FROM sessions WHERE expires_at <= ?', at)) +
    (await sql.change('DELETE FROM login_failures WHERE last_failed_at <= ?', at - FORGET_AFTER_MS))
  );
}

/** Keeps the newest tombstones of an account and remembers how far back the rest reached. Returns how many rows went. */
export async function sweepTombstones(
  { sql, settings }: WriteContext,
  accountId: AccountId,
): Promise<number> {
  const newest = await sql.get(
    'SELECT modseq FROM tombstones WHERE account_id = ? ORDER BY modseq DESC LIMIT 1 OFFSET ?',
    accountId,
    settings.tombstonesKept,
  );
  if (!newest) return 0;
  const modseq = Number(newest[0]);
  await sql.run('UPDATE accounts SET forgotten_modseq = ? WHERE id = ?', modseq, accountId);
  return sql.change('DELETE FROM tombstones WHERE account_id = ? AND modseq <= ?', accountId, modseq);
}

export interface SweptBodies {
  readonly removedRows: number;
  readonly freedBytes: number;
  /** Containers of bodies that had a file of their own: to be unlinked now. */
  readonly freedFiles: readonly string[];
}

/** Removes the rows of at most `limit` bodies that nothing refers to; none while somebody holds them. */
export async function sweepBodies(context: WriteContext, limit: number): Promise<SweptBodies> {
  const { sql } = context;
  if (await areBodiesHeld(context)) return { removedRows: 0, freedBytes: 0, freedFiles: [] };
  const rows = await sql.all(
    'DELETE FROM blobs WHERE id IN (SELECT id FROM blobs WHERE refs = 0 LIMIT ?) RETURNING container, size_bytes',
    limit,
  );
  const freedFiles = rows.map((row) => String(row[0])).filter((container) => container.startsWith('f'));
  return {
    removedRows: rows.length,
    freedBytes: rows.reduce((sum, row) => sum + Number(row[1]), 0),
    freedFiles,
  };
}

/** Marks a segment that no row names any more: its file goes when no reader can still hold its name. */
export async function retireContainer({ sql, now }: WriteContext, container: string): Promise<void> {
  await sql.run(
    'INSERT INTO retired_containers (container, retired_at) VALUES (?, ?) ON CONFLICT (container) DO NOTHING',
    container,
    now.getTime(),
  );
}

/** Takes the segments retired before `before` off the list and names them; none while somebody holds bodies. */
export async function removeRetired(context: WriteContext, before: Date): Promise<string[]> {
  const { sql } = context;
  if (await areBodiesHeld(context)) return [];
  const rows = await sql.all(
    'DELETE FROM retired_containers WHERE retired_at <= ? RETURNING container',
    before.getTime(),
  );
  return rows.map((row) => String(row[0]));
}
