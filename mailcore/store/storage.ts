import type { Blobs } from './blobs.ts';
import type { Bus } from './bus.ts';
import type { Search, SearchIndex } from './search.ts';
import type { Store } from './store.ts';

/**
 * The storage of one process or thread: what openMailcore composes everything else from.
 *
 * The process that owns the data directory opens it with sqlite/open.ts; its other threads attach to the owner's writer with a
 * MessagePort, and other processes (the command line) with the control socket in the data directory. All of them read the
 * database and the segments directly; all writes go to the one writer.
 */
export interface Storage {
  readonly store: Store;
  readonly blobs: Blobs;
  readonly bus: Bus;
  readonly search: Search;
  readonly searchIndex: SearchIndex;
  close(): Promise<void>;
}
