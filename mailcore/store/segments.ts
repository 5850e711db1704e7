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
  /** Where the next body goes. */
  endOffset: number;
  /** How long the file is: what follows the end are zeros. */
  allocatedBytes: number;
}

/** Synced with the group that reaches the end of the file, so that those after it change no file size. */
const ZEROS = Buffer.alloc(2 * 1024 * 1024);
/** A larger group pays for its own bytes, not for the file system's record of them. */
const SMALL_GROUP_BYTES = 256 * 1024;

const SEGMENT_FILE = /^(\d+)\.seg$/;

/**
 * Appends bodies to numbered segment files: one vectored, synchronous write per group. Owned by the one writer.
 * Small groups go into zeros written ahead: a sync that does not change the size of a file costs about half. A file may end in bytes
 * that no row names, left by a crash; they are never overwritten, only compacted away.
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

  /** Writes all bodies, durably; places come in the same order. After an error call {@link abandonCurrent}. */
  async append(bodies: readonly Uint8Array[]): Promise<SegmentPlace[]> {
    const segment = await this.#writable();
    const places: SegmentPlace[] = [];
    let end = segment.endOffset;
    for (const body of bodies) {
      places.push({ container: `s${segment.number}`, offset: end });
      end += body.byteLength;
    }
    const isAhead =
      this.#options.durable && end > segment.allocatedBytes && end - segment.endOffset <= SMALL_GROUP_BYTES;
    await writeAll(segment.file, isAhead ? [...bodies, ZEROS] : bodies, segment.endOffset);
    segment.endOffset = end;
    segment.allocatedBytes = Math.max(segment.allocatedBytes, isAhead ? end + ZEROS.byteLength : end);
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

  /** Gives back the zeros that nothing was written into. */
  async close(): Promise<void> {
    const segment = this.#current;
    this.#current = null;
    if (segment) await closeSegment(segment);
  }

  async #writable(): Promise<OpenSegment> {
    if (this.#current && this.#current.endOffset < this.#options.segmentBytes) return this.#current;
    if (this.#current || this.#lastNumber === 0) this.#lastNumber++;
    await this.close();
    const segment = await this.#open(this.#lastNumber);
    if (segment.endOffset < this.#options.segmentBytes) return (this.#current = segment);
    await segment.file.close();
    this.#lastNumber++;
    return (this.#current = await this.#open(this.#lastNumber));
  }

  async #open(number: number): Promise<OpenSegment> {
    const path = join(this.#directory, `${number}.seg`);
    // A write that returns when its bytes are durable is one trip through the thread pool, not two.
    const sync = this.#options.durable ? constants.O_DSYNC : 0;
    const file = await open(path, constants.O_RDWR | constants.O_CREAT | sync, 0o600);
    const { size } = await file.stat();
    if (size === 0 && this.#options.durable) syncDirectory(this.#directory);
    return { number, file, endOffset: size, allocatedBytes: size };
  }
}

async function closeSegment({ file, endOffset, allocatedBytes }: OpenSegment): Promise<void> {
  try {
    if (allocatedBytes > endOffset) await file.truncate(endOffset);
  } finally {
    await file.close();
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
