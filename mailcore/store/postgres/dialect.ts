import { Kysely, PostgresDialect, type PostgresPoolClient } from 'kysely';
import type { Schema } from '../sql/schema.ts';
import type { QueryOutcome } from './driver.ts';

/** A connection, as far as the query builder needs it. */
export interface Queryable {
  /** Numbered parameters, rows as objects. */
  objects(sql: string, params: readonly unknown[]): Promise<QueryOutcome>;
}

/** Where it takes one for each statement. */
export interface ClientSource<Client extends Queryable> {
  acquire(): Promise<Client>;
  release(client: Client): void;
}

/** The query builder. Its transactions are never used: the writer owns BEGIN and COMMIT, readers take a snapshot by themselves. */
export function queryBuilder<Client extends Queryable>(source: ClientSource<Client>): Kysely<Schema> {
  const pool = {
    connect: async () => poolClient(source, await source.acquire()),
    end: async () => undefined,
    options: {},
  };
  return new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
}

function poolClient<Client extends Queryable>(
  source: ClientSource<Client>,
  client: Client,
): PostgresPoolClient {
  return {
    query: (sql: string, params: readonly unknown[]) => client.objects(sql, params),
    release: () => source.release(client),
  } as unknown as PostgresPoolClient;
}
