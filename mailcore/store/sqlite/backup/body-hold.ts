import { randomUUID } from 'node:crypto';
import { MailError } from '../../../errors.ts';
import type { Store } from '../../store.ts';

const HOLD_MS = 10 * 60_000;
const RENEW_MS = 60_000;

/** Keeps stored bodies from being removed for as long as this process lives and works. */
export class BodyHold implements AsyncDisposable {
  readonly #store: Store;
  readonly #holder = randomUUID();
  #renewed = Promise.resolve();
  #failure: unknown = null;
  readonly #timer: NodeJS.Timeout;

  private constructor(store: Store) {
    this.#store = store;
    this.#timer = setInterval(() => {
      this.#renewed = this.#renew().catch((error: unknown) => (this.#failure = error)) as Promise<void>;
    }, RENEW_MS).unref();
  }

  static async take(store: Store): Promise<BodyHold> {
    const hold = new BodyHold(store);
    await hold.#renew();
    return hold;
  }

  /** Throws `unavailable` when a renewal failed: something may have been removed meanwhile. */
  requireHeld(): void {
    if (this.#failure === null) return;
    throw new MailError('unavailable', 'The server went away during the backup', { cause: this.#failure });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await this.#renewed;
    // A hold that cannot be released ends with its time.
    await this.#store.releaseBodies(this.#holder).catch(() => undefined);
  }

  #renew(): Promise<void> {
    return this.#store.holdBodies(this.#holder, new Date(Date.now() + HOLD_MS));
  }
}
