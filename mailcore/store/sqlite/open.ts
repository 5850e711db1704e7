import { existsSync } from 'node:fs';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { MailError } from '../../errors.ts';
import { createDataDirectories, dataFiles } from '../data-files.ts';
import { IndexerWorker } from '../fts5/indexer-worker.ts';
import { LocalBus } from '../local-bus.ts';
import type { Storage } from '../storage.ts';
import type { RetentionSettings } from '../undelete-store.ts';
import { portChannel } from './channel.ts';
import { composeStorage } from './compose.ts';
import { Owner, type OwnerOptions } from './owner.ts';
import { acquireOwnership, type Ownership } from './ownership.ts';
import { RemoteWriter } from './remote-writer.ts';
import { makeTemporaryDirectory, removeTemporaryDirectory } from './temporary-directory.ts';
import { WriterWorker } from './writer-worker.ts';

export interface OpenOptions {
  /** `':memory:'` keeps nothing: a temporary directory, unsynced, that `close` removes. */
  readonly dataDir: string;
  /** Where the writer runs: in this thread, or in one of its own. Default `inline`. */
  readonly writer?: 'inline' | 'thread';
  /**
   * Keeps the full-text index up to date in a thread of its own; only with a writer in a thread. Without, searches read what is
   * not indexed. `onFault` hears what hinders the indexing.
   */
  readonly indexing?: { readonly onFault: (error: Error) => void };
  /** For tests; only an inline writer can take it. */
  readonly clock?: () => Date;
  /** A segment at least this long is closed and a new one begun. Default 256 MiB. */
  readonly segmentBytes?: number;
  /** How many tombstones of an account outlive a sweep. Default 20,000. */
  readonly tombstonesKept?: number;
  /** Default: removed mail is gone at once. */
  readonly retention?: RetentionSettings;
  /** Bodies in segments this old are compressed by a sweep. Default: never. */
  readonly compressAfterDays?: number;
}

/** The storage of the process that owns the data directory. */
export interface OwnedStorage extends Storage {
  /** The directory itself, also for `':memory:'`. */
  readonly dataDir: string;
  /** A new connection to the writer, for `attachSqliteStorage` in another thread. */
  share(): MessagePort;
  /**
   * Resolves when the writer's thread has ended: null after `close`, else what killed it. Every call then throws
   * `unavailable`; the process should end and be started anew. Never resolves for an inline writer before `close`.
   */
  readonly writerEnded: Promise<Error | null>;
}

const SEGMENT_BYTES = 256 * 1024 * 1024;
const NO_RETENTION: RetentionSettings = { undeleteDays: 0, maxBytes: 0 };
const TOMBSTONES_KEPT = 20_000;

/**
 * Opens a data directory as its one owner, creating and migrating what is needed. Throws `inUse` when another process owns
 * it, `unavailable` when its data is of a newer program or the medium fails.
 */
export async function openSqliteStorage(options: OpenOptions): Promise<OwnedStorage> {
  const isTemporary = options.dataDir === ':memory:';
  const directory = isTemporary ? makeTemporaryDirectory() : options.dataDir;
  const files = dataFiles(directory);
  createDataDirectories(files);
  if (existsSync(files.restoring))
    throw new MailError('unavailable', 'A restore into this data directory broke off: run it again');
  const ownership = acquireOwnership(files.lock);
  const owner: OwnerOptions = {
    files,
    durable: !isTemporary,
    segmentBytes: options.segmentBytes ?? SEGMENT_BYTES,
    settings: {
      tombstonesKept: options.tombstonesKept ?? TOMBSTONES_KEPT,
      retention: options.retention ?? NO_RETENTION,
      compressAfterDays: options.compressAfterDays ?? 0,
    },
  };
  const storage = await releaseOnError(ownership, () => start(owner, options));
  return {
    ...storage,
    close: async () => {
      await storage.close();
      ownership.release();
      if (isTemporary) removeTemporaryDirectory(directory);
    },
  };
}

function start(owner: OwnerOptions, options: OpenOptions): Promise<OwnedStorage> {
  if (options.writer !== 'thread') return startInline(owner, options.clock ?? (() => new Date()));
  if (options.clock) throw new MailError('invalidArgument', 'A clock cannot cross to the writer thread');
  return startThread(owner, options);
}

async function startInline(options: OwnerOptions, clock: () => Date): Promise<OwnedStorage> {
  const bus = new LocalBus();
  const owner = await Owner.start(options, clock, (events) => bus.publish(events));
  const storage = composeStorage(options.files, owner.writer, bus, {
    ...options,
    index: 'own',
    askForLock: owner.askForLock.bind(owner),
  });
  const ended = Promise.withResolvers<null>();
  return {
    ...storage,
    dataDir: options.files.directory,
    writerEnded: ended.promise,
    share: () => {
      const { port1, port2 } = new MessageChannel();
      owner.attach(portChannel(port1));
      return port2;
    },
    close: async () => {
      await owner.close();
      await storage.close();
      ended.resolve(null);
    },
  };
}

async function startThread(options: OwnerOptions, { indexing }: OpenOptions): Promise<OwnedStorage> {
  const worker = await WriterWorker.start(options);
  const bus = new LocalBus();
  const writer = new RemoteWriter(portChannel(worker.connect()), (events) => bus.publish(events));
  const storage = composeStorage(options.files, writer, bus, {
    ...options,
    index: indexing ? 'shared' : 'own',
    askForLock: writer.askForLock.bind(writer),
  });
  const indexer =
    indexing && new IndexerWorker({ files: options.files, writer: worker.connect() }, indexing.onFault);
  return {
    ...storage,
    dataDir: options.files.directory,
    writerEnded: worker.ended,
    share: () => worker.connect(),
    close: async () => {
      await indexer?.close();
      await storage.close();
      await worker.close();
    },
  };
}

async function releaseOnError<T>(ownership: Ownership, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    ownership.release();
    throw error;
  }
}
