import type { Reader } from './reader.ts';

/** Bytes before the last named one of each segment that no row names. */
export async function countUnnamedBytes(reader: Reader): Promise<number> {
  const rows = await reader.snapshot((sql) =>
    sql.all(`SELECT coalesce(sum(used - named), 0) FROM
      (SELECT max(start_offset + size_bytes) AS used, sum(size_bytes) AS named FROM blobs
       WHERE container LIKE 's%' GROUP BY container)`),
  );
  return Number(rows[0]?.[0]);
}
