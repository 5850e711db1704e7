import { MethodFailure } from '../errors.ts';

/** How many octets of messages one request may take into its responses: a small request can ask for very much. */
export class ByteBudget {
  #left: number;

  constructor(bytes: number) {
    this.#left = bytes;
  }

  /** Throws `requestTooLarge` when nothing is left. */
  spend(bytes: number): void {
    this.#left -= bytes;
    if (this.#left < 0) throw new MethodFailure('requestTooLarge', 'Too much content: ask for fewer emails.');
  }
}
