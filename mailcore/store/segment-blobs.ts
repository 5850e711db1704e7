import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { MailError } from '../errors.ts';
import type { BlobLocation, Blobs, BlobWriter, PendingBlob } from './blobs.ts';
import { BodyWriter, type MemoryBudget } from './body-writer.ts';
import { containerPath, type DataFiles } from './data-files.ts';
import { FileReader } from './file-reader.ts';

const CHUNK_BYTES = 65_536;
/** A small read from the page cache takes a few microseconds, the way through the thread pool ten times that. */
const MAX_READ_NOW_BYTES = 65_536;
const IN_FLIGHT_BYTES = 64 * 1024 * 1024;

/** Bodies in segment files and files of their own below the data directory. One per thread. */
export class SegmentBlobs implements Blobs {
  readonly #files: DataFiles;
  readonly #durable: boolean;
  readonly #reader = new FileReader();
  readonly #budget: MemoryBudget = { leftBytes: IN_FLIGHT_BYTES };

  constructor(files: DataFiles, options: { durable: boolean }) {
    this.#files = files;
    this.#durable = options.durable;
  }

  create(): BlobWriter {
    return new BodyWriter(this.#files.bodies, this.#budget, this.#durable);
  }

  async read(location: BlobLocation, start = 0, end = location.sizeBytes): Promise<Buffer> {
    const { path, offset, length } = this.#place(location, start, end);
    if (length === 0) return Buffer.alloc(0);
    try {
      return await this.#reader.read(path, offset, length);
    } catch (cause) {
      throw new MailError('unavailable', 'The message cannot be read now', { cause });
    }
  }

  readNow(location: BlobLocation, start = 0, end = location.sizeBytes): Buffer | null {
    const { path, offset, length } = this.#place(location, start, end);
    if (length > MAX_READ_NOW_BYTES) return null;
    if (length === 0) return Buffer.alloc(0);
    try {
      return this.#reader.readNow(path, offset, length);
    } catch (cause) {
      throw new MailError('unavailable', 'The message cannot be read now', { cause });
    }
  }

  #place(location: BlobLocation, start: number, end: number) {
    const from = Math.min(Math.max(start, 0), location.sizeBytes);
    const to = Math.min(Math.max(end, from), location.sizeBytes);
    const path = containerPath(this.#files, location.container);
    return { path, offset: location.offset + from, length: to - from };
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
