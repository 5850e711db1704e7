import type { Kysely } from 'kysely';
import { MailError } from '../../errors.ts';
import type { QueryReader } from '../sql/query-reader.ts';
import type { Schema } from '../sql/schema.ts';
import type { ClientPool } from './client-pool.ts';
import { queryBuilder } from './dialect.ts';
import { type PostgresClient, unavailable } from './driver.ts';

/** Reads of this thread, on connections of their own: they never wait for the writer and see every commit acknowledged before. */
export class PostgresReader implements QueryReader {
  readonly #pool: ClientPool;
  readonly #db: Kysely<Schema>;

  constructor(pool: ClientPool) {
    this.#pool = pool;
    this.#db = queryBuilder(pool);
  }

  /** Runs statements that need no common snapshot. */
  query<T>(work: (db: Kysely<Schema>) => Promise<T>): Promise<T> {
    return guard(() => work(this.#db));
  }

  /** As {@link query}, with statements as they stand. */
  statements<T>(work: (sql: PostgresClient) => Promise<T>): Promise<T> {
    return guard(async () => {
      const client = await this.#pool.acquire();
      try {
        return await work(client);
      } finally {
        this.#pool.release(client);
      }
    });
  }

  /** Finishes what was begun. */
  close(): Promise<void> {
    return this.#pool.close();
  }

  /** Runs `work` on one snapshot. */
  snapshot<T>(work: (sql: PostgresClient) => Promise<T>): Promise<T> {
    return this.statements(async (sql) => {
      const begun = sql.query('BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY', []);
      try {
        const [result] = await Promise.all([work(sql), begun]);
        return result;
      } finally {
        await sql.query('COMMIT', []);
      }
    });
  }
}

async function guard<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof MailError ? error : unavailable(error);
  }
}
