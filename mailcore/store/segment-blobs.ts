import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { MailError } from '../errors.ts';
import type { BlobLocation, Blobs, BlobWriter, PendingBlob } from './blobs.ts';
import { BodyWriter, type MemoryBudget } from './body-writer.ts';
import { containerPath, type DataFiles } from './data-files.ts';
import { parseContainer } from './containers.ts';
import { FileReader } from './file-reader.ts';
import { unpackBody, unpackBodyNow } from './packed-body.ts';
import { UnpackedBodies } from './unpacked-bodies.ts';

const CHUNK_BYTES = 65_536;
/** A small read from the page cache takes a few microseconds, the way through the thread pool ten times that. */
const MAX_READ_NOW_BYTES = 65_536;
/** Compressed bodies are at most 1 MiB long. */
const UNPACKED_BYTES = 4 * 1024 * 1024;
const IN_FLIGHT_BYTES = 64 * 1024 * 1024;

/** Bodies in segment files and files of their own below the data directory. One per thread. */
export class SegmentBlobs implements Blobs {
  readonly #files: DataFiles;
  readonly #durable: boolean;
  readonly #reader = new FileReader();
  readonly #unpacked = new UnpackedBodies(UNPACKED_BYTES);
  readonly #budget: MemoryBudget = { leftBytes: IN_FLIGHT_BYTES };

  constructor(files: DataFiles, options: { durable: boolean }) {
    this.#files = files;
    this.#durable = options.durable;
  }

  create(): BlobWriter {
    return new BodyWriter(this.#files.bodies, this.#budget, this.#durable);
  }

  async read(location: BlobLocation, start = 0, end = location.sizeBytes): Promise<Buffer> {
    const range = rangeOf(location, start, end);
    try {
      if (range.from === range.to) return Buffer.alloc(0);
      const { storedBytes } = parseContainer(location.container);
      if (storedBytes === null) {
        return await this.#reader.read(
          this.#path(location),
          location.offset + range.from,
          range.to - range.from,
        );
      }
      const unpacked = this.#unpacked.get(keyOf(location)) ?? (await this.#unpack(location, storedBytes));
      return Buffer.from(unpacked.subarray(range.from, range.to));
    } catch (cause) {
      throw new MailError('unavailable', 'The message cannot be read now', { cause });
    }
  }

  readNow(location: BlobLocation, start = 0, end = location.sizeBytes): Buffer | null {
    const range = rangeOf(location, start, end);
    if (range.to - range.from > MAX_READ_NOW_BYTES) return null;
    try {
      if (range.from === range.to) return Buffer.alloc(0);
      const { storedBytes } = parseContainer(location.container);
      if (storedBytes === null) {
        return this.#reader.readNow(
          this.#path(location),
          location.offset + range.from,
          range.to - range.from,
        );
      }
      const unpacked = this.#unpackedNow(location, storedBytes);
      return unpacked && Buffer.from(unpacked.subarray(range.from, range.to));
    } catch (cause) {
      throw new MailError('unavailable', 'The message cannot be read now', { cause });
    }
  }

  async #unpack(location: BlobLocation, storedBytes: number): Promise<Buffer> {
    const stored = await this.#reader.read(this.#path(location), location.offset, storedBytes);
    const unpacked = await unpackBody(stored, location.sizeBytes);
    this.#unpacked.put(keyOf(location), unpacked);
    return unpacked;
  }

  #unpackedNow(location: BlobLocation, storedBytes: number): Buffer | null {
    const known = this.#unpacked.get(keyOf(location));
    if (known || location.sizeBytes > MAX_READ_NOW_BYTES) return known;
    const stored = this.#reader.readNow(this.#path(location), location.offset, storedBytes);
    const unpacked = unpackBodyNow(stored, location.sizeBytes);
    this.#unpacked.put(keyOf(location), unpacked);
    return unpacked;
  }

  #path({ container }: BlobLocation): string {
    return containerPath(this.#files, container);
  }

  stream(location: BlobLocation, start = 0, end = location.sizeBytes): Readable {
    return Readable.from(this.#chunks(location, Math.max(start, 0), Math.min(end, location.sizeBytes)), {
      objectMode: false,
      highWaterMark: CHUNK_BYTES,
    });
  }

  async *#chunks(location: BlobLocation, start: number, end: number): AsyncGenerator<Buffer> {
    for (let at = start; at < end; at += CHUNK_BYTES) {
      yield await this.read(location, at, Math.min(at + CHUNK_BYTES, end));
    }
  }

  async abandon(blob: PendingBlob): Promise<void> {
    if (blob.kind === 'file') await rm(blob.path, { force: true });
  }

  async close(): Promise<void> {
    this.#reader.close();
  }
}

function rangeOf({ sizeBytes }: BlobLocation, start: number, end: number): { from: number; to: number } {
  const from = Math.min(Math.max(start, 0), sizeBytes);
  return { from, to: Math.min(Math.max(end, from), sizeBytes) };
}

function keyOf({ container, offset }: BlobLocation): string {
  return `${container}@${offset}`;
}
