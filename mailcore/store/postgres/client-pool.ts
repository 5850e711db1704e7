import type { ClientSource } from './dialect.ts';
import { PostgresClient, unavailable } from './driver.ts';

/** A few connections for reads, opened when they are needed. One that died is replaced by the next use. */
export class ClientPool implements ClientSource<PostgresClient> {
  readonly #url: string;
  readonly #maxClients: number;
  #idle: PostgresClient[] = [];
  #openCount = 0;
  #waiting: PromiseWithResolvers<PostgresClient>[] = [];
  #whenIdle: (() => void) | null = null;
  #isClosed = false;

  constructor(url: string, maxClients: number) {
    this.#url = url;
    this.#maxClients = maxClients;
  }

  /** Waits for its turn when all are in use. Throws `unavailable`. */
  async acquire(): Promise<PostgresClient> {
    if (this.#isClosed) throw unavailable();
    for (let client = this.#idle.pop(); client; client = this.#idle.pop()) {
      if (client.isAlive) return client;
      this.#openCount--;
    }
    if (this.#openCount < this.#maxClients) return this.#open();
    const turn = Promise.withResolvers<PostgresClient>();
    this.#waiting.push(turn);
    return turn.promise;
  }

  release(client: PostgresClient): void {
    if (client.isAlive) this.#passOn(client);
    else this.#lost();
    if (this.#idle.length === this.#openCount) this.#whenIdle?.();
  }

  /** Finishes what was begun. */
  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#idle.length < this.#openCount) await new Promise<void>((resolve) => (this.#whenIdle = resolve));
    await Promise.all(this.#idle.map((client) => client.close()));
    this.#idle = [];
    this.#openCount = 0;
  }

  async #open(): Promise<PostgresClient> {
    this.#openCount++;
    try {
      return await PostgresClient.connect(this.#url);
    } catch (error) {
      this.#lost();
      throw error;
    }
  }

  #passOn(client: PostgresClient): void {
    const next = this.#waiting.shift();
    if (next) next.resolve(client);
    else this.#idle.push(client);
  }

  /** Whoever waits gets the chance to open another one. */
  #lost(): void {
    this.#openCount--;
    const next = this.#waiting.shift();
    if (next) this.#open().then(next.resolve, next.reject);
  }
}
