type Write = (chunk: Buffer) => Promise<void> | undefined;

const SMALL_BYTES = 1024;
const MAX_GATHERED_BYTES = 8 * 1024;
const MAX_PIECES = 256;

/** Joins small chunks before they are kept: a peer that sends single bytes must not cost us a Buffer for each. */
export class ChunkGatherer {
  readonly #write: Write;
  #pieces: Buffer[] = [];
  #gatheredBytes = 0;

  constructor(write: Write) {
    this.#write = write;
  }

  write(chunk: Buffer): Promise<void> | undefined {
    if (this.#pieces.length === 0 && chunk.length >= SMALL_BYTES) return this.#write(chunk);
    this.#pieces.push(chunk);
    this.#gatheredBytes += chunk.length;
    const isFull = this.#gatheredBytes >= MAX_GATHERED_BYTES || this.#pieces.length >= MAX_PIECES;
    return isFull ? this.end() : undefined;
  }

  /** Hands on what is gathered. */
  end(): Promise<void> | undefined {
    if (this.#pieces.length === 0) return undefined;
    const chunk = Buffer.concat(this.#pieces);
    this.#pieces = [];
    this.#gatheredBytes = 0;
    return this.#write(chunk);
  }
}
