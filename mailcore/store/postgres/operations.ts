import { areBodiesHeld } from '../sql/body-holds.ts';
import { OPERATIONS } from '../sql/operations.ts';
import type { SweptBodies } from '../sql/sweep.ts';
import type { WriteContext } from '../sql/write-context.ts';

const SWEEP_BODIES = `WITH gone AS (
    DELETE FROM blobs WHERE refs = 0 AND id IN (SELECT id FROM blobs WHERE refs = 0 LIMIT ? FOR UPDATE SKIP LOCKED)
    RETURNING container, size_bytes),
  chunks AS (DELETE FROM body_chunks WHERE body_id IN (SELECT substr(container, 2)::bigint FROM gone))
  SELECT count(*), coalesce(sum(size_bytes), 0) FROM gone`;

/** The bytes go with the row that names them; none while somebody holds them. */
async function sweepBodies(context: WriteContext, limit: number): Promise<SweptBodies> {
  if (await areBodiesHeld(context)) return { removedRows: 0, freedBytes: 0, freedFiles: [] };
  const row = await context.sql.get(SWEEP_BODIES, limit);
  return { removedRows: Number(row?.[0]), freedBytes: Number(row?.[1]), freedFiles: [] };
}

/** The operations of all engines, but for those that know where bodies lie. */
export const POSTGRES_OPERATIONS = { ...OPERATIONS, sweepBodies };
