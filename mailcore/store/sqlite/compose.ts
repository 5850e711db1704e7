import type { DataFiles } from '../data-files.ts';
import type { LocalBus } from '../local-bus.ts';
import { Fts5SearchIndex } from '../fts5/fts5-search-index.ts';
import { Fts5Search } from '../fts5/fts5-search.ts';
import { IndexReader } from '../fts5/index-reader.ts';
import { IndexRequests } from '../fts5/index-requests.ts';
import { Indexer } from '../fts5/indexer.ts';
import { ScanSearch } from '../scan-search.ts';
import { SegmentBlobs } from '../segment-blobs.ts';
import type { Storage } from '../storage.ts';
import { Reader } from './reader.ts';
import { sqliteStore } from './sqlite-store.ts';
import type { Writer } from '../sql/writer.ts';

export interface ComposeOptions {
  readonly durable: boolean;
  /** True when nobody else writes the full-text index, so that this thread may. */
  readonly ownsIndex: boolean;
}

/** The ports over one writer: what every thread and process has, whoever owns the data directory. */
export function composeStorage(
  files: DataFiles,
  writer: Writer,
  bus: LocalBus,
  options: ComposeOptions,
): Storage {
  const reader = new Reader(files.database);
  const store = sqliteStore(reader, writer, files);
  const blobs = new SegmentBlobs(files, options);
  const index = new IndexReader(files.search);
  const requests = new IndexRequests(files.searchRequests);
  const search = new Fts5Search(index, new ScanSearch(store, blobs), () => requests.add('recreate'));
  return {
    store,
    blobs,
    bus,
    search,
    searchIndex: new Fts5SearchIndex(files, options.ownsIndex ? () => catchUp(files, blobs) : null),
    close: async () => {
      index.close();
      await store.close();
      await blobs.close();
    },
  };
}

async function catchUp(files: DataFiles, blobs: SegmentBlobs): Promise<void> {
  const indexer = new Indexer(files, blobs);
  try {
    await indexer.catchUp();
  } finally {
    indexer.close();
  }
}
