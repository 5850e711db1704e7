/** Bodies as they were before compression, the latest few of a thread: a client that reads a message in parts unpacks it once. */
export class UnpackedBodies {
  readonly #maxBytes: number;
  readonly #bodies = new Map<string, Buffer>();
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get(key: string): Buffer | null {
    const body = this.#bodies.get(key);
    if (!body) return null;
    this.#bodies.delete(key);
    this.#bodies.set(key, body);
    return body;
  }

  put(key: string, body: Buffer): void {
    if (this.#bodies.has(key) || body.length > this.#maxBytes) return;
    this.#bodies.set(key, body);
    this.#bytes += body.length;
    for (const [oldest, { length }] of this.#bodies) {
      if (this.#bytes <= this.#maxBytes) return;
      this.#bodies.delete(oldest);
      this.#bytes -= length;
    }
  }
}
