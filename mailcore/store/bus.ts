import type { StoreEvent } from '../model/change.ts';

/** Change events, after commit, to every listener of this thread; the adapter carries them between threads and nodes. */
export interface Bus {
  /** Calls `listener` for each event, in commit order, never inside the store call that caused it. Returns the way to stop. */
  subscribe(listener: (event: StoreEvent) => void): () => void;
}
