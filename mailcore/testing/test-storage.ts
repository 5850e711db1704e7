import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPostgresStorage } from '../store/postgres/open.ts';
import { openSqliteStorage } from '../store/sqlite/open.ts';
import type { Storage } from '../store/storage.ts';
import { type PostgresCluster, startPostgresCluster } from './postgres-cluster.ts';

export interface TestStorage extends Storage {
  /** Where files lie that belong to it. */
  readonly dataDir: string;
}

interface TestStorageOptions {
  /** For a test that looks beneath the port: this one, whatever the environment says. */
  readonly adapter?: 'sqlite';
  readonly clock?: () => Date;
  /** How many tombstones an account keeps at a sweep. */
  readonly tombstonesKept?: number;
}

/**
 * Empty storage that `close` removes: the embedded one, or with TEGAMI_TEST_STORE=postgres a database of a server that lives
 * as long as this process.
 */
export function openTestStorage({
  adapter: fixed,
  ...options
}: TestStorageOptions = {}): Promise<TestStorage> {
  const adapter = fixed ?? process.env.TEGAMI_TEST_STORE ?? 'sqlite';
  if (adapter === 'sqlite') return openSqliteStorage({ ...options, dataDir: ':memory:' });
  if (adapter === 'postgres') return openOnPostgres(options);
  throw new Error(`TEGAMI_TEST_STORE is ${adapter}: neither sqlite nor postgres`);
}

let cluster: Promise<PostgresCluster> | null = null;

async function openOnPostgres(options: TestStorageOptions): Promise<TestStorage> {
  cluster ??= startPostgresCluster();
  const url = await (await cluster).createDatabase();
  const dataDir = mkdtempSync(join(tmpdir(), 'tegami-test-'));
  const storage = await openPostgresStorage({ ...options, url, dataDir });
  return {
    ...storage,
    dataDir,
    close: async () => {
      await storage.close();
      rmSync(dataDir, { recursive: true });
    },
  };
}
