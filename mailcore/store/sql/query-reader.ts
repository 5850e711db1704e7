import type { Kysely } from 'kysely';
import type { Schema } from './schema.ts';

/** Reads outside the writer, through the query builder; every statement sees what was committed before it. */
export interface QueryReader {
  query<T>(work: (db: Kysely<Schema>) => Promise<T>): Promise<T>;
}
