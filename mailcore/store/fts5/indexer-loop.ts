import type { StoreEvent } from '../../model/change.ts';
import type { Indexer } from './indexer.ts';

/** Changes gather this long before they are indexed: a transaction for each new mail would cost more than the mail. */
const GATHER_MS = 250;
const REQUEST_INTERVAL_MS = 1_000;
const RETRY_MS = 30_000;

/** Runs an indexer whenever there is something to do. */
export class IndexerLoop {
  readonly #indexer: Indexer;
  readonly #onFault: (error: unknown) => void;
  readonly #requestTimer: NodeJS.Timeout;
  #wakeTimer: NodeJS.Timeout | null = null;
  #running: Promise<void> | null = null;
  #hasMore = false;
  #isClosed = false;

  /** `onFault` hears what ended a run; it is tried again later. */
  constructor(indexer: Indexer, onFault: (error: unknown) => void) {
    this.#indexer = indexer;
    this.#onFault = onFault;
    this.#requestTimer = setInterval(() => {
      if (indexer.hasRequests()) this.#wake(0);
    }, REQUEST_INTERVAL_MS);
    this.#wake(0);
  }

  notice(events: readonly StoreEvent[]): void {
    let isNew = false;
    for (const event of events) if (this.#indexer.notice(event)) isNew = true;
    if (isNew) this.#wake(GATHER_MS);
  }

  /** Ends after the step that is running now. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#requestTimer);
    if (this.#wakeTimer) clearTimeout(this.#wakeTimer);
    this.#indexer.stop();
    await this.#running;
    this.#indexer.close();
  }

  #wake(afterMs: number): void {
    if (this.#isClosed || this.#wakeTimer) return;
    if (this.#running) {
      this.#hasMore = true;
      return;
    }
    this.#wakeTimer = setTimeout(() => {
      this.#wakeTimer = null;
      this.#running = this.#run();
    }, afterMs);
  }

  async #run(): Promise<void> {
    this.#hasMore = false;
    let pauseMs = GATHER_MS;
    try {
      await this.#indexer.catchUp();
    } catch (error) {
      this.#onFault(error);
      this.#hasMore = true;
      pauseMs = RETRY_MS;
    }
    this.#running = null;
    if (this.#hasMore) this.#wake(pauseMs);
  }
}
