import type { DataFiles } from '../data-files.ts';
import type { LocalBus } from '../local-bus.ts';
import { ScanSearch } from '../scan-search.ts';
import { SegmentBlobs } from '../segment-blobs.ts';
import type { Storage } from '../storage.ts';
import { Reader } from './reader.ts';
import { sqliteStore } from './sqlite-store.ts';
import type { Writer } from '../sql/writer.ts';

/** The ports over one writer: what every thread and process has, whoever owns the data directory. */
export function composeStorage(
  files: DataFiles,
  writer: Writer,
  bus: LocalBus,
  options: { durable: boolean },
): Storage {
  const reader = new Reader(files.database);
  const store = sqliteStore(reader, writer, files);
  const blobs = new SegmentBlobs(files, options);
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
