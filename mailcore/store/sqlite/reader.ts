import type { Kysely } from 'kysely';
import { MailError } from '../../errors.ts';
import type { Schema } from '../sql/schema.ts';
import { queryBuilder } from './dialect.ts';
import { Connection } from './driver.ts';

/** This thread's read-only connection: never waits for the writer, sees every commit acknowledged before the read began. */
export class Reader {
  readonly #connection: Connection;
  readonly #db: Kysely<Schema>;
  readonly #running = new Set<Promise<unknown>>();
  #isClosed = false;

  constructor(databasePath: string) {
    this.#connection = new Connection(databasePath, { readOnly: true });
    this.#db = queryBuilder(this.#connection);
  }

  /** Runs `work` on one snapshot, which ends when `work` returns: it may not wait for anything. */
  async snapshot<T>(work: (sql: Connection) => T | Promise<T>): Promise<T> {
    return this.#guard(() => {
      const result = this.#connection.read(() => work(this.#connection));
      if (result instanceof Promise) throw new TypeError('a snapshot of SQLite cannot wait');
      return result;
    });
  }

  /** As {@link snapshot}: a transaction around one statement costs nothing here. */
  statements<T>(work: (sql: Connection) => T | Promise<T>): Promise<T> {
    return this.snapshot(work);
  }

  /** Runs statements that need no common snapshot. */
  async query<T>(work: (db: Kysely<Schema>) => Promise<T>): Promise<T> {
    const running = this.#guard(() => work(this.#db));
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }

  /** Finishes what was begun. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.allSettled(this.#running);
    this.#connection.close();
  }

  async #guard<T>(work: () => T | Promise<T>): Promise<T> {
    if (this.#isClosed) throw new MailError('unavailable', 'The store is closed');
    try {
      return await work();
    } catch (error) {
      if (error instanceof MailError) throw error;
      throw new MailError('unavailable', 'The store is not available now', { cause: error });
    }
  }
}
