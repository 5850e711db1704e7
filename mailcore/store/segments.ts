import { constants, readdirSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { syncDirectory } from './data-files.ts';

export interface SegmentOptions {
  /** A segment at least this long is not appended to any more. */
  readonly segmentBytes: number;
  /** False only for storage that need not outlive the process. */
  readonly durable: boolean;
}

/** Where a body came to lie. */
export interface SegmentPlace {
  readonly container: string;
  readonly offset: number;
}

interface OpenSegment {
  readonly number: number;
  readonly file: FileHandle;
  length: number;
}

const SEGMENT_FILE = /^(\d+)\.seg$/;

/**
 * Appends bodies to numbered segment files: one vectored write and one fdatasync per group. Owned by the one writer.
 * A file may end in bytes that no row names, left by a crash; they are never overwritten, only compacted away.
 */
export class SegmentWriter {
  readonly #directory: string;
  readonly #options: SegmentOptions;
  #current: OpenSegment | null = null;
  #lastNumber: number;

  constructor(directory: string, options: SegmentOptions) {
    this.#directory = directory;
    this.#options = options;
    this.#lastNumber = Math.max(0, ...segmentNumbers(directory));
  }

  /** Writes all bodies and syncs them; places come in the same order. After an error call {@link abandonCurrent}. */
  async append(bodies: readonly Uint8Array[]): Promise<SegmentPlace[]> {
    const segment = await this.#writable();
    const places: SegmentPlace[] = [];
    let end = segment.length;
    for (const body of bodies) {
      places.push({ container: `s${segment.number}`, offset: end });
      end += body.byteLength;
    }
    await writeAll(segment.file, bodies, segment.length);
    if (this.#options.durable) await segment.file.datasync();
    segment.length = end;
    return places;
  }

  /**
   * After a failed write or sync the kernel may have dropped the dirty pages and report success next time, so the file is
   * never written again: the next append starts a new segment.
   */
  async abandonCurrent(): Promise<void> {
    const segment = this.#current;
    this.#current = null;
    this.#lastNumber++;
    await segment?.file.close();
  }

  /** The segment that appends go to, or null before the first: compaction leaves it alone. */
  get currentContainer(): string | null {
    return this.#current && `s${this.#current.number}`;
  }

  async close(): Promise<void> {
    await this.#current?.file.close();
    this.#current = null;
  }

  async #writable(): Promise<OpenSegment> {
    if (this.#current && this.#current.length < this.#options.segmentBytes) return this.#current;
    if (this.#current || this.#lastNumber === 0) this.#lastNumber++;
    await this.#current?.file.close();
    this.#current = null;
    const segment = await this.#open(this.#lastNumber);
    if (segment.length < this.#options.segmentBytes) return (this.#current = segment);
    await segment.file.close();
    this.#lastNumber++;
    return (this.#current = await this.#open(this.#lastNumber));
  }

  async #open(number: number): Promise<OpenSegment> {
    const path = join(this.#directory, `${number}.seg`);
    const file = await open(path, constants.O_RDWR | constants.O_CREAT, 0o600);
    const { size } = await file.stat();
    if (size === 0 && this.#options.durable) syncDirectory(this.#directory);
    return { number, file, length: size };
  }
}

export function segmentNumbers(directory: string): number[] {
  return readdirSync(directory).flatMap((name) => {
    const number = SEGMENT_FILE.exec(name)?.[1];
    return number === undefined ? [] : [Number(number)];
  });
}

async function writeAll(file: FileHandle, bodies: readonly Uint8Array[], position: number): Promise<void> {
  const total = bodies.reduce((sum, body) => sum + body.byteLength, 0);
  const { bytesWritten } = await file.writev(bodies, position);
  if (bytesWritten !== total) throw new Error(`short write: ${bytesWritten} of ${total} bytes`);
}
