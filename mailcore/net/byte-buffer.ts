import { WireError } from '../errors.ts';

const LF = 0x0a;
const CR = 0x0d;
const EMPTY = Buffer.alloc(0);

/** Received bytes that nobody has taken yet, with line splitting in bounded memory. Knows no socket. */
export class ByteBuffer {
  #bytes: Buffer = EMPTY;
  #start = 0;
  /** Where the search for the next LF continues: bytes before it were searched already. */
  #searched = 0;
  /** An over-long line was refused and its rest is still coming. */
  #skipping = false;
  #lastLineWasBare = false;

  get length(): number {
    return this.#bytes.length - this.#start;
  }

  get lastLineWasBare(): boolean {
    return this.#lastLineWasBare;
  }

  append(chunk: Buffer): void {
    if (this.length === 0) {
      this.#bytes = chunk;
      this.#start = 0;
      this.#searched = 0;
    } else {
      this.#bytes = Buffer.concat([this.peek(), chunk]);
      this.#searched -= this.#start;
      this.#start = 0;
    }
    if (this.#skipping) this.#skip();
  }

  clear(): void {
    this.#bytes = EMPTY;
    this.#start = 0;
    this.#searched = 0;
    this.#skipping = false;
  }

  peek(): Buffer {
    return this.#start === 0 ? this.#bytes : this.#bytes.subarray(this.#start);
  }

  take(maxBytes: number): Buffer {
    const end = Math.min(this.#start + maxBytes, this.#bytes.length);
    const taken = this.#bytes.subarray(this.#start, end);
    this.#moveTo(end);
    return taken;
  }

  /** See ByteReader.takeLine. */
  takeLine(maxBytes: number): Buffer | null {
    if (this.#skipping) return null;
    const feed = this.#bytes.indexOf(LF, Math.max(this.#searched, this.#start));
    if (feed === -1) {
      this.#searched = this.#bytes.length;
      // The CR of a line of exactly the limit may be here already.
      if (this.length <= maxBytes + 1) return null;
      this.#skipping = true;
      this.#moveTo(this.#bytes.length);
      throw new WireError('line too long');
    }
    const hasCr = feed > this.#start && this.#bytes[feed - 1] === CR;
    const line = this.#bytes.subarray(this.#start, hasCr ? feed - 1 : feed);
    this.#moveTo(feed + 1);
    this.#lastLineWasBare = !hasCr;
    if (line.length > maxBytes) throw new WireError('line too long');
    return line;
  }

  /** Drops the rest of a refused line as it arrives. */
  #skip(): void {
    const feed = this.#bytes.indexOf(LF, this.#start);
    if (feed === -1) return this.#moveTo(this.#bytes.length);
    this.#skipping = false;
    this.#moveTo(feed + 1);
  }

  #moveTo(position: number): void {
    this.#start = position;
    this.#searched = position;
    // Lets go of the memory: an idle connection holds no chunk.
    if (position === this.#bytes.length) {
      this.#bytes = EMPTY;
      this.#start = 0;
      this.#searched = 0;
    }
  }
}
