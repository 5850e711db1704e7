import type { SqlRow, SqlValue } from '../../sql/connection.ts';
import type { Connection } from '../driver.ts';

const BATCH = 200;

/** Null instead of an error of the medium: the page it needs is damaged. */
export function readable<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}

export interface RowRange {
  /** Rows with a key above the last parameter but one, ascending, at most as many as the last; the key is the first column. */
  readonly batch: string;
  /** The row of one key. */
  readonly single: string;
  /** Parameters before the key. */
  readonly params: readonly SqlValue[];
  /** The highest key there can be. */
  readonly lastKey: number;
}

/** Rows in the order of a whole-number key. Where a batch meets a damaged page, each key is asked for by itself. */
export function* readableRows(sql: Connection, range: RowRange): Generator<SqlRow> {
  for (let after = 0; after < range.lastKey;) {
    const rows = readable(() => sql.all(range.batch, ...range.params, after, BATCH));
    yield* rows ?? singleRows(sql, range, after);
    if (rows && rows.length < BATCH) return;
    after = rows ? Number(rows.at(-1)?.[0]) : after + BATCH;
  }
}

function* singleRows(sql: Connection, range: RowRange, after: number): Generator<SqlRow> {
  for (let key = after + 1; key <= Math.min(after + BATCH, range.lastKey); key++) {
    const row = readable(() => sql.get(range.single, ...range.params, key));
    if (row) yield row;
  }
}
