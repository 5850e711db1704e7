import type { Awaitable } from '../sql/connection.ts';
import type { PostgresClient } from './driver.ts';

/** Ids of a sequence, taken from the server many at a time. Each is given once; some are never used. */
export class IdBlock {
  readonly #sequence: string;
  readonly #size: number;
  #ids: number[] = [];

  constructor(sequence: string, size: number) {
    this.#sequence = sequence;
    this.#size = size;
  }

  async reserve(client: PostgresClient): Promise<void> {
    const rows = await client.all(`SELECT nextval('${this.#sequence}') FROM generate_series(1, ?::int)`, [
      this.#size,
    ]);
    this.#ids = rows.map(([id]) => Number(id)).reverse();
  }

  next(client: PostgresClient): Awaitable<number> {
    return this.#ids.pop() ?? this.#refill(client);
  }

  async #refill(client: PostgresClient): Promise<number> {
    await this.reserve(client);
    const id = this.#ids.pop();
    if (id === undefined) throw new Error(`${this.#sequence} gave no number`);
    return id;
  }
}
