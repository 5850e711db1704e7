import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { NO_SEARCH_INDEX } from '../no-search-index.ts';
import { ScanSearch } from '../scan-search.ts';
import type { Storage } from '../storage.ts';
import type { RetentionSettings } from '../undelete-store.ts';
import { ClientPool } from './client-pool.ts';
import { PostgresClient } from './driver.ts';
import { PostgresWriter } from './group-writer.ts';
import { PostgresMaildropLocks } from './maildrop-locks.ts';
import { migratePostgres } from './migrate.ts';
import { NotifyBus } from './notify-bus.ts';
import { PostgresBlobs } from './postgres-blobs.ts';
import { postgresStore } from './postgres-store.ts';
import { PostgresReader } from './reader.ts';

export interface PostgresOptions {
  /** `postgres://user@host/database`; a unix socket as `postgres://user@%2Frun%2Fpostgresql/database` or `…/database?host=/run/postgresql`. */
  readonly url: string;
  /** For bodies being received; nothing in it outlives the process. */
  readonly dataDir: string;
  readonly clock?: () => Date;
  /** How many tombstones of an account outlive a sweep. Default 20,000. */
  readonly tombstonesKept?: number;
  /** Default: removed mail is gone at once. */
  readonly retention?: RetentionSettings;
}

const READ_CONNECTIONS = 4;
const NO_RETENTION: RetentionSettings = { undeleteDays: 0, maxBytes: 0 };
const TOMBSTONES_KEPT = 20_000;

export function isPostgresUrl(url: string): boolean {
  return /^postgres(?:ql)?:\/\//.test(url);
}

/**
 * The storage of one thread of one node on a database that any number of them share. Creates and migrates what is needed.
 * Throws `unavailable` when the server does not answer or its data is of a newer program.
 */
export async function openPostgresStorage(options: PostgresOptions): Promise<Storage> {
  const {
    url,
    clock = () => new Date(),
    tombstonesKept = TOMBSTONES_KEPT,
    retention = NO_RETENTION,
  } = options;
  const incoming = join(options.dataDir, 'incoming');
  mkdirSync(incoming, { recursive: true, mode: 0o700 });
  const client = await PostgresClient.connect(url);
  const origin = randomBytes(9).toString('base64url');
  const bus = await closeOnError(client, async () => {
    await migratePostgres(client);
    return NotifyBus.open(url, origin);
  });
  const publish = bus.publish.bind(bus);
  const writer = new PostgresWriter(client, {
    url,
    origin,
    settings: { tombstonesKept, retention, compressAfterDays: 0 },
    clock,
    publish,
  });
  const reader = new PostgresReader(new ClientPool(url, READ_CONNECTIONS));
  const blobs = new PostgresBlobs(reader, incoming);
  const locks = new PostgresMaildropLocks(url);
  const store = postgresStore({ reader, writer, blobs, locks, incoming });
  return {
    store,
    blobs,
    bus,
    search: new ScanSearch(store, blobs),
    searchIndex: NO_SEARCH_INDEX,
    close: async () => {
      await store.close();
      await locks.close();
      await bus.close();
    },
  };
}

async function closeOnError<T>(client: PostgresClient, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await client.close();
    throw error;
  }
}
