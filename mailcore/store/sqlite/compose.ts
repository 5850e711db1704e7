import type { DataFiles } from '../data-files.ts';
import type { LocalBus } from '../local-bus.ts';
import { Fts5SearchIndex } from '../fts5/fts5-search-index.ts';
import { Fts5Search } from '../fts5/fts5-search.ts';
import { IndexReader } from '../fts5/index-reader.ts';
import { IndexRequests } from '../fts5/index-requests.ts';
import { Indexer } from '../fts5/indexer.ts';
import { NO_SEARCH_INDEX } from '../no-search-index.ts';
import { ScanSearch } from '../scan-search.ts';
import { SegmentBlobs } from '../segment-blobs.ts';
import type { Storage } from '../storage.ts';
import { type AskForLock, maildropLocks } from './maildrop-locks.ts';
import { Reader } from './reader.ts';
import { sqliteStore } from './sqlite-store.ts';
import type { Writer } from '../sql/writer.ts';

export interface ComposeOptions {
  readonly durable: boolean;
  /** The full-text index: `own` when nobody else writes it, so that this thread may; `none` where nothing may be written at all. */
  readonly index: 'own' | 'shared' | 'none';
  readonly askForLock: AskForLock;
}

/** The ports over one writer: what every thread and process has, whoever owns the data directory. */
export function composeStorage(
  files: DataFiles,
  writer: Writer,
  bus: LocalBus,
  options: ComposeOptions,
): Storage {
  const reader = new Reader(files.database);
  const store = sqliteStore(reader, writer, maildropLocks(options.askForLock), files);
  const blobs = new SegmentBlobs(files, options);
  const scan = new ScanSearch(store, blobs);
  const index = options.index === 'none' ? null : new IndexReader(files.search);
  return {
    store,
    blobs,
    bus,
    search: index ? new Fts5Search(index, scan, () => reportDamage(files)) : scan,
    searchIndex: index
      ? new Fts5SearchIndex(files, options.index === 'own' ? () => catchUp(files, blobs) : null)
      : NO_SEARCH_INDEX,
    close: async () => {
      index?.close();
      await store.close();
      await blobs.close();
    },
  };
}

/** A search that cannot tell, on a full disk, has its answer all the same, and the next one tries again. */
function reportDamage(files: DataFiles): void {
  try {
    new IndexRequests(files.searchRequests).add('recreate');
  } catch {
    return;
  }
}

async function catchUp(files: DataFiles, blobs: SegmentBlobs): Promise<void> {
  const indexer = new Indexer(files, blobs);
  try {
    await indexer.catchUp();
  } finally {
    indexer.close();
  }
}
