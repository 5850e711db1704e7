import { existsSync } from 'node:fs';
import { MailError } from '../../errors.ts';
import { initial } from './0001-initial.ts';
import { sharing } from './0002-sharing.ts';
import { sentDates, sentDatesOfOld } from './0003-sent-dates.ts';
import { saveDates } from './0004-save-dates.ts';
import { appCredentials } from './0005-app-credentials.ts';
import { emailQuota } from './0006-email-quota.ts';
import { annotations } from './0007-annotations.ts';
import { backup as backupSchema } from './0008-backup.ts';
import { maildropLogins } from './0009-maildrop-logins.ts';
import { retained } from './0010-retained.ts';

/** What a migration needs of a connection, whatever the engine. */
export interface MigrationConnection {
  exec(sql: string): void;
  get(sql: string): readonly unknown[] | undefined;
}

/** In order, never edited once released: version n is the n-th. */
export const MIGRATIONS: readonly string[] = [
  initial,
  sharing,
  sentDates,
  saveDates,
  appCredentials,
  emailQuota,
  annotations,
  backupSchema,
  maildropLogins,
  retained,
];

/** What SQLite derives for rows that are there already, after the migration it belongs to. Other engines began with it applied. */
const BACKFILLS: ReadonlyMap<string, string> = new Map([[sentDates, sentDatesOfOld]]);

/**
 * Brings the schema to this program's version, one transaction per step, after a backup copy of the database beside it
 * (`<database>.v<n>.bak`) before every step, unless the database is new. Throws `unavailable` when the database is of a newer program.
 */
export function migrate(
  connection: MigrationConnection,
  databasePath: string,
  migrations: readonly string[] = MIGRATIONS,
): void {
  connection.exec('CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)');
  const from = currentVersion(connection);
  if (from > migrations.length)
    throw new MailError('unavailable', 'The data is of a newer version of this program');
  for (let version = from + 1; version <= migrations.length; version++) {
    if (from > 0) backup(connection, `${databasePath}.v${version - 1}.bak`);
    apply(connection, version, migrations[version - 1] ?? '');
  }
}

function currentVersion(connection: MigrationConnection): number {
  return Number(connection.get('SELECT coalesce(max(version), 0) FROM schema_version')?.[0]);
}

function apply(connection: MigrationConnection, version: number, sql: string): void {
  connection.exec('BEGIN IMMEDIATE');
  try {
    connection.exec(sql);
    connection.exec(BACKFILLS.get(sql) ?? '');
    connection.exec(`INSERT INTO schema_version (version) VALUES (${version})`);
    connection.exec('COMMIT');
  } catch (error) {
    connection.exec('ROLLBACK');
    throw error;
  }
}

/** An earlier attempt's copy is as good: the step it preceded never committed. */
function backup(connection: MigrationConnection, path: string): void {
  if (existsSync(path)) return;
  connection.exec(`VACUUM INTO '${path.replaceAll("'", "''")}'`);
}
