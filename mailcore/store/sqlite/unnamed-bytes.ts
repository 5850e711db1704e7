import type { Reader } from './reader.ts';
import { IN_SEGMENT, SEGMENT, STORED_BYTES } from './stored-places.ts';

/** Bytes before the last named one of each segment that no row names. */
export async function countUnnamedBytes(reader: Reader): Promise<number> {
  const rows = await reader.snapshot((sql) =>
    sql.all(`SELECT coalesce(sum(used - named), 0) FROM
      (SELECT max(start_offset + ${STORED_BYTES}) AS used, sum(${STORED_BYTES}) AS named FROM blobs
       WHERE ${IN_SEGMENT} GROUP BY ${SEGMENT})`),
  );
  return Number(rows[0]?.[0]);
}
