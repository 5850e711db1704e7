/** The only file that knows node:sqlite. */
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { SqlConnection, SqlRow, SqlValue } from '../sql/connection.ts';

export interface ConnectionOptions {
  readonly readOnly?: boolean;
  /** False only for storage that need not outlive the process. */
  readonly durable?: boolean;
  readonly isLock?: boolean;
  /** With full-text tables: what they write leaves a last row id beyond the numbers of JavaScript, which `run` must live with. */
  readonly hasFullText?: boolean;
}

const BUSY_TIMEOUT_MS = 10_000;
const MMAP_BYTES = 1 << 30;
/** 64 MiB of log between checkpoints: pages that many commits touch are written to the database once. */
const CHECKPOINT_PAGES = 16_384;
const LOG_BYTES = CHECKPOINT_PAGES * 4096;
const CACHE_KIB = 32_768;
const FILLER_BYTES = 1024 * 1024;
/** Result codes that mean the medium or the memory failed, not the statement. https://sqlite.org/rescode.html */
const MEDIUM_FAILURES: ReadonlySet<number> = new Set([7, 8, 10, 11, 13, 14, 26]);
const SQLITE_BUSY = 5;
const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;
const SQLITE_CONSTRAINT = 19;

interface ObjectStatement {
  readonly statement: StatementSync;
  readonly returnsRows: boolean;
}

/** One database connection with its statements compiled once. Synchronous; belongs to one thread. */
export class Connection implements SqlConnection {
  readonly #database: DatabaseSync;
  readonly #hasFullText: boolean;
  readonly #statements = new Map<string, StatementSync>();
  readonly #objectStatements = new Map<string, ObjectStatement>();

  /** A database that nobody reads and no one waits for: only its lock matters. */
  static openLock(path: string): Connection {
    return new Connection(path, { isLock: true });
  }

  constructor(path: string, options: ConnectionOptions = {}) {
    this.#hasFullText = options.hasFullText ?? false;
    this.#database = new DatabaseSync(path, {
      readOnly: options.readOnly ?? false,
      enableForeignKeyConstraints: true,
      timeout: options.isLock ? 0 : BUSY_TIMEOUT_MS,
    });
    if (options.isLock) return;
    this.exec(`PRAGMA mmap_size = ${MMAP_BYTES}`);
    this.exec(`PRAGMA cache_size = -${CACHE_KIB}`);
    this.exec('PRAGMA temp_store = MEMORY');
    if (!options.readOnly) this.#prepareForWriting(options.durable ?? true);
  }

  #prepareForWriting(durable: boolean): void {
    this.exec('PRAGMA journal_mode = WAL');
    this.exec(`PRAGMA synchronous = ${durable ? 'FULL' : 'OFF'}`);
    this.exec(`PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    this.exec(`PRAGMA journal_size_limit = ${LOG_BYTES}`);
  }

  exec(sql: string): void {
    this.#database.exec(sql);
  }

  run(sql: string, ...params: SqlValue[]): { changes: number; lastId: number } {
    checkParams(params);
    const { changes, lastInsertRowid } = this.#prepare(sql).run(...params);
    return { changes: Number(changes), lastId: Number(lastInsertRowid) };
  }

  change(sql: string, ...params: SqlValue[]): number {
    return this.run(sql, ...params).changes;
  }

  get(sql: string, ...params: SqlValue[]): SqlRow | undefined {
    checkParams(params);
    return this.#prepare(sql).get(...params) as unknown as SqlRow | undefined;
  }

  all(sql: string, ...params: SqlValue[]): SqlRow[] {
    checkParams(params);
    return this.#prepare(sql).all(...params) as unknown as SqlRow[];
  }

  /** Rows one by one; no write may happen on this connection while the iteration lasts. */
  iterate(sql: string, ...params: SqlValue[]): Iterable<SqlRow> {
    checkParams(params);
    return this.#database
      .prepare(sql, { returnArrays: true })
      .iterate(...params) as unknown as Iterable<SqlRow>;
  }

  /** Rows as objects, for the query builder. `changes` is 0 for statements that return rows. */
  query(sql: string, params: readonly unknown[]): { rows: object[]; changes: number; lastId: number } {
    const values = params as SqlValue[];
    checkParams(values);
    const { statement, returnsRows } = this.#prepareObjects(sql);
    if (returnsRows) return { rows: statement.all(...values), changes: 0, lastId: 0 };
    const { changes, lastInsertRowid } = statement.run(...values);
    return { rows: [], changes: Number(changes), lastId: Number(lastInsertRowid) };
  }

  /** False for statements that only report how many rows they changed. */
  returnsRows(sql: string): boolean {
    return this.#prepareObjects(sql).returnsRows;
  }

  /** Runs `work` on one snapshot of the database. */
  read<T>(work: () => T): T {
    if (this.#database.isTransaction) return work();
    this.run('BEGIN');
    try {
      return work();
    } finally {
      this.run('COMMIT');
    }
  }

  /**
   * Gives the write-ahead log the length it has between checkpoints, by a transaction that outgrows its cache and is rolled back: its
   * frames are overwritten by what commits later, and a sync that does not change the size of a file costs about half.
   */
  lengthenLog(): void {
    this.exec('PRAGMA cache_size = 10');
    this.exec('BEGIN');
    this.exec('CREATE TABLE filler (bytes BLOB)');
    for (let bytes = 0; bytes < LOG_BYTES; bytes += FILLER_BYTES) {
      this.exec(`INSERT INTO filler VALUES (zeroblob(${FILLER_BYTES}))`);
    }
    this.exec('ROLLBACK');
    this.exec(`PRAGMA cache_size = -${CACHE_KIB}`);
  }

  get isTransaction(): boolean {
    return this.#database.isTransaction;
  }

  close(): void {
    this.#statements.clear();
    this.#objectStatements.clear();
    if (this.#database.isOpen) this.#database.close();
  }

  /** Asking SQLite for the columns costs more than a small read: it is asked once a statement. */
  #prepareObjects(sql: string): ObjectStatement {
    let known = this.#objectStatements.get(sql);
    if (!known) {
      const statement = this.#database.prepare(sql);
      known = { statement, returnsRows: statement.columns().length > 0 };
      this.#objectStatements.set(sql, known);
    }
    return known;
  }

  #prepare(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#database.prepare(sql);
      statement.setReturnArrays(true);
      if (this.#hasFullText && statement.columns().length === 0) statement.setReadBigInts(true);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

/** node:sqlite stores `undefined` and a leading Date as NULL and `true` as 1, without an error. */
function checkParams(params: readonly SqlValue[]): void {
  for (let i = 0; i < params.length; i++) {
    const value = params[i];
    const type = typeof value;
    if (type === 'number' || type === 'string' || value === null || type === 'bigint') continue;
    if (value instanceof Uint8Array) continue;
    throw new TypeError(`SQL parameter ${i + 1} is ${value === undefined ? 'undefined' : type}`);
  }
}

/** True when the disk or memory failed: nothing of the open transaction may be trusted. */
export function isMediumFailure(error: unknown): boolean {
  const code = resultCode(error);
  return code !== null && MEDIUM_FAILURES.has(code);
}

/** True when the file is not a sound database. */
export function isCorruption(error: unknown): boolean {
  const code = resultCode(error);
  return code === SQLITE_CORRUPT || code === SQLITE_NOTADB;
}

export function isBusy(error: unknown): boolean {
  return resultCode(error) === SQLITE_BUSY;
}

export function isConstraintViolation(error: unknown): boolean {
  return resultCode(error) === SQLITE_CONSTRAINT;
}

/** The primary result code: the low byte of the extended one. */
function resultCode(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return null;
  return error.errcode & 0xff;
}
