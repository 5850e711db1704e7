import { Kysely, SqliteDialect } from 'kysely';
import type { Schema } from '../sql/schema.ts';
import type { Connection } from './driver.ts';

/**
 * The query builder over one connection. Its transactions are never used: the writer owns BEGIN and COMMIT,
 * and readers that need a snapshot use {@link Connection.read}.
 */
export function queryBuilder(connection: Connection): Kysely<Schema> {
  return new Kysely<Schema>({ dialect: new SqliteDialect({ database: databaseOf(connection) }) });
}

function databaseOf(connection: Connection) {
  return {
    close: () => undefined,
    prepare: (sql: string) => ({
      reader: connection.returnsRows(sql),
      all: (params: readonly unknown[]) => connection.query(sql, params).rows,
      run: (params: readonly unknown[]) => {
        const { changes, lastId } = connection.query(sql, params);
        return { changes, lastInsertRowid: lastId };
      },
      iterate: (params: readonly unknown[]) => connection.query(sql, params).rows[Symbol.iterator](),
    }),
  };
}
