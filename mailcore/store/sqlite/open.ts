import { createDataDirectories, type DataFiles, dataFiles } from '../data-files.ts';
import { LocalBus } from '../local-bus.ts';
import { ScanSearch } from '../scan-search.ts';
import { SegmentBlobs } from '../segment-blobs.ts';
import type { Storage } from '../storage.ts';
import { GroupWriter, type GroupWriterOptions } from './group-writer.ts';
import { acquireOwnership } from './ownership.ts';
import { Reader } from './reader.ts';
import { sqliteStore } from './sqlite-store.ts';
import { makeTemporaryDirectory, removeTemporaryDirectory } from './temporary-directory.ts';
import type { Writer } from './writer.ts';

export interface OpenOptions {
  /** `':memory:'` keeps nothing: a temporary directory, unsynced, that `close` removes. */
  readonly dataDir: string;
  /** Where the writer runs: in this thread, or in one of its own. Default `inline`. */
  readonly writer?: 'inline' | 'thread';
  /** For tests; only an inline writer can take it. */
  readonly clock?: () => Date;
  /** A segment at least this long is closed and a new one begun. Default 256 MiB. */
  readonly segmentBytes?: number;
  /** How many tombstones of an account outlive a sweep. Default 20,000. */
  readonly tombstonesKept?: number;
}

/** The storage of the process that owns the data directory. */
export interface OwnedStorage extends Storage {
  readonly dataDir: string;
}

const SEGMENT_BYTES = 256 * 1024 * 1024;
const TOMBSTONES_KEPT = 20_000;

/**
 * Opens a data directory as its one owner, creating and migrating what is needed.
 * Throws `inUse` when another process owns it, `unavailable` when its data is of a newer program.
 */
export async function openSqliteStorage(options: OpenOptions): Promise<OwnedStorage> {
  const isTemporary = options.dataDir === ':memory:';
  const directory = isTemporary ? makeTemporaryDirectory() : options.dataDir;
  const files = dataFiles(directory);
  createDataDirectories(files);
  const ownership = acquireOwnership(files.lock);
  const bus = new LocalBus();
  const writer = new GroupWriter({
    ...writerOptions(files, options, !isTemporary),
    publish: (events) => queueMicrotask(() => bus.publish(events)),
  });
  const storage = composeStorage(files, writer, bus, !isTemporary);
  return {
    ...storage,
    dataDir: directory,
    close: async () => {
      await storage.close();
      ownership.release();
      if (isTemporary) removeTemporaryDirectory(directory);
    },
  };
}

function writerOptions(
  files: DataFiles,
  options: OpenOptions,
  durable: boolean,
): Omit<GroupWriterOptions, 'publish'> {
  return {
    files,
    durable,
    segmentBytes: options.segmentBytes ?? SEGMENT_BYTES,
    settings: { tombstonesKept: options.tombstonesKept ?? TOMBSTONES_KEPT },
    clock: options.clock ?? (() => new Date()),
  };
}

/** The ports over one writer: what every thread and process has, whoever owns the data directory. */
export function composeStorage(files: DataFiles, writer: Writer, bus: LocalBus, durable: boolean): Storage {
  const reader = new Reader(files.database);
  const store = sqliteStore(reader, writer, files);
  const blobs = new SegmentBlobs(files, { durable });
  return {
    store,
    blobs,
    bus,
    search: new ScanSearch(store, blobs),
    close: async () => {
      await store.close();
      await blobs.close();
    },
  };
}
