import type { StoreEvent } from '../model/change.ts';
import type { Bus } from './bus.ts';

/**
 * The bus of one thread: the adapter that carries events here calls `publish`. Listeners run in a later turn of the event
 * loop, so whoever waited for its own change goes on first. A throwing listener hinders no other.
 */
export class LocalBus implements Bus {
  readonly #listeners = new Set<(event: StoreEvent) => void>();

  subscribe(listener: (event: StoreEvent) => void): () => void {
    const own = (event: StoreEvent): void => listener(event);
    this.#listeners.add(own);
    return () => {
      this.#listeners.delete(own);
    };
  }

  publish(events: readonly StoreEvent[]): void {
    setImmediate(() => {
      for (const event of events) for (const listener of [...this.#listeners]) notify(listener, event);
    });
  }
}

function notify(listener: (event: StoreEvent) => void, event: StoreEvent): void {
  try {
    listener(event);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
