import { MailError } from '../../errors.ts';
import { MIGRATIONS } from '../migrations/migrate.ts';
import { translateDdl } from './ddl.ts';
import type { PostgresClient } from './driver.ts';
import { POSTGRES_MIGRATIONS } from './migrations.ts';

/** Any number, the same for all nodes: who holds this advisory lock migrates. */
const MIGRATION_LOCK = 7_434_264;

interface MigrationList {
  /** Where the versions applied are kept. */
  readonly table: 'schema_version' | 'postgres_schema_version';
  readonly steps: readonly string[];
}

/**
 * Brings the schema to this program's version, each step in a transaction. Nodes that start at once wait for each other, so a
 * step runs once. Throws `unavailable` when the database is of a newer program or not in UTF-8.
 */
export async function migratePostgres(client: PostgresClient): Promise<void> {
  await requireUtf8(client);
  await client.all('SELECT pg_advisory_lock(?)', [MIGRATION_LOCK]);
  try {
    await apply(client, { table: 'schema_version', steps: MIGRATIONS.map(translateDdl) });
    await apply(client, { table: 'postgres_schema_version', steps: POSTGRES_MIGRATIONS });
  } finally {
    await client.all('SELECT pg_advisory_unlock(?)', [MIGRATION_LOCK]);
  }
}

async function requireUtf8(client: PostgresClient): Promise<void> {
  const [row] = await client.all('SHOW server_encoding');
  if (row?.[0] !== 'UTF8') throw new MailError('unavailable', 'The database must have the encoding UTF8');
}

async function apply(client: PostgresClient, { table, steps }: MigrationList): Promise<void> {
  await client.exec(`CREATE TABLE IF NOT EXISTS ${table} (version BIGINT NOT NULL)`);
  const [row] = await client.all(`SELECT coalesce(max(version), 0) FROM ${table}`);
  const from = Number(row?.[0]);
  if (from > steps.length)
    throw new MailError('unavailable', 'The data is of a newer version of this program');
  for (const [index, sql] of steps.entries()) {
    // Statements sent in one message are one transaction.
    if (index >= from) await client.exec(`${sql};\nINSERT INTO ${table} (version) VALUES (${index + 1})`);
  }
}
