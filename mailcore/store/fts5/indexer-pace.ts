import { setTimeout as sleep } from 'node:timers/promises';

/** Mail this recent means that more is coming. */
const QUIET_AFTER_MS = 250;
/** Of the time while mail comes in, one part in so many is the indexer's. */
const REST_FACTOR = 4;
const MAX_REST_MS = 2_000;

/**
 * How the indexer leaves the machine to those who bring mail: a message is dearer to index than to accept, and what is not indexed yet
 * is found by reading it.
 */
export class IndexerPace {
  readonly #clock: () => number;
  readonly #ended = new AbortController();
  #lastChangeAt = -Infinity;

  /** `clock` in milliseconds. */
  constructor(clock: () => number = () => performance.now()) {
    this.#clock = clock;
  }

  /** Mail came or changed just now. */
  noticeChange(): void {
    this.#lastChangeAt = this.#clock();
  }

  /** How long to rest after work of `workedMs`. */
  restMs(workedMs: number): number {
    const isQuiet = this.#clock() - this.#lastChangeAt > QUIET_AFTER_MS;
    return isQuiet ? 0 : Math.min(workedMs * REST_FACTOR, MAX_REST_MS);
  }

  /** Runs one step, then rests. Resolves to what the step said. */
  async take(step: () => Promise<boolean>): Promise<boolean> {
    const startedAt = this.#clock();
    const hasMore = await step();
    const restMs = hasMore ? this.restMs(this.#clock() - startedAt) : 0;
    if (restMs > 0) await this.#rest(restMs);
    return hasMore;
  }

  /** Ends a rest, and all later ones. */
  end(): void {
    this.#ended.abort();
  }

  async #rest(ms: number): Promise<void> {
    const { signal } = this.#ended;
    await sleep(ms, undefined, { signal }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
}
