export type SqlValue = null | number | bigint | string | Uint8Array;
/** Columns in the order of the statement. */
export type SqlRow = readonly SqlValue[];

/** What an embedded engine answers at once, and one across a socket in time: callers `await` either. */
export type Awaitable<T> = T | Promise<T>;

/** The hot statements (statements.ts), run as they stand inside the writer's transaction; parameters are `?`. */
export interface SqlConnection {
  /** A change whose outcome nobody reads: an engine may send it with the next ones, but before any statement that reads. */
  run(sql: string, ...params: SqlValue[]): unknown;
  /** A change that tells how many rows it met. */
  change(sql: string, ...params: SqlValue[]): Awaitable<number>;
  get(sql: string, ...params: SqlValue[]): Awaitable<SqlRow | undefined>;
  all(sql: string, ...params: SqlValue[]): Awaitable<readonly SqlRow[]>;
}
