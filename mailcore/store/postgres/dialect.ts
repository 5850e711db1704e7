import { Kysely, PostgresDialect, type PostgresPoolClient } from 'kysely';
import type { Schema } from '../sql/schema.ts';
import type { PostgresClient } from './driver.ts';

/** Where the query builder takes a connection for each statement. */
export interface ClientSource {
  acquire(): Promise<PostgresClient>;
  release(client: PostgresClient): void;
}

/** The query builder. Its transactions are never used: the writer owns BEGIN and COMMIT, readers take a snapshot by themselves. */
export function queryBuilder(source: ClientSource): Kysely<Schema> {
  const pool = {
    connect: async () => poolClient(source, await source.acquire()),
    end: async () => undefined,
    options: {},
  };
  return new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
}

function poolClient(source: ClientSource, client: PostgresClient): PostgresPoolClient {
  return {
    query: (sql: string, params: readonly unknown[]) => client.objects(sql, params),
    release: () => source.release(client),
  } as unknown as PostgresPoolClient;
}
