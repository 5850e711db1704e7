import { limitKey } from './ip.ts';

export type RefusalReason = 'tooManyConnections' | 'tooManyFromAddress';

/** Counts open connections; one instance is shared by all listeners of a thread. */
export class ConnectionLimits {
  readonly #maxConnections: number;
  readonly #maxPerAddress: number;
  readonly #perAddress = new Map<string, number>();
  #open = 0;

  constructor(limits: { maxConnections: number; maxConnectionsPerAddress: number }) {
    this.#maxConnections = limits.maxConnections;
    this.#maxPerAddress = limits.maxConnectionsPerAddress;
  }

  get openConnections(): number {
    return this.#open;
  }

  /** Counts a new connection, or says why it must go. A counted one must be released. */
  admit(address: string): RefusalReason | null {
    if (this.#open >= this.#maxConnections) return 'tooManyConnections';
    const key = limitKey(address);
    const fromAddress = this.#perAddress.get(key) ?? 0;
    if (fromAddress >= this.#maxPerAddress) return 'tooManyFromAddress';
    this.#perAddress.set(key, fromAddress + 1);
    this.#open += 1;
    return null;
  }

  release(address: string): void {
    const key = limitKey(address);
    const fromAddress = (this.#perAddress.get(key) ?? 1) - 1;
    if (fromAddress > 0) this.#perAddress.set(key, fromAddress);
    else this.#perAddress.delete(key);
    this.#open -= 1;
  }
}
