import { readHeader, type HeaderSection } from '../../message/header.ts';
import type { MimePart } from '../../model/content.ts';
import type { BlobLocation, Blobs } from '../../store/blobs.ts';

/** Octets of one message, by range. */
export interface MessageBytes {
  read(start: number, end: number): Promise<Buffer>;
  /** In chunks, for what may not fit into memory. */
  chunks(start: number, end: number): AsyncIterable<Buffer>;
}

/** A message up to this size is read in one go, since most of it will be wanted. */
const WHOLE_BYTES = 256 * 1024;

/** A stored message, read as it is needed. */
export class StoredBytes implements MessageBytes {
  readonly #blobs: Blobs;
  readonly #location: BlobLocation;
  #whole: Promise<Buffer> | null = null;

  constructor(blobs: Blobs, location: BlobLocation) {
    this.#blobs = blobs;
    this.#location = location;
  }

  async read(start: number, end: number): Promise<Buffer> {
    if (this.#location.sizeBytes > WHOLE_BYTES) return this.#blobs.read(this.#location, start, end);
    this.#whole ??= this.#blobs.read(this.#location);
    return (await this.#whole).subarray(start, end);
  }

  async *chunks(start: number, end: number): AsyncIterable<Buffer> {
    if (this.#location.sizeBytes <= WHOLE_BYTES) yield await this.read(start, end);
    else yield* this.#blobs.stream(this.#location, start, end) as AsyncIterable<Buffer>;
  }
}

/** A message that is in memory already. */
export class MemoryBytes implements MessageBytes {
  readonly #bytes: Buffer;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  read(start: number, end: number): Promise<Buffer> {
    return Promise.resolve(this.#bytes.subarray(start, end));
  }

  async *chunks(start: number, end: number): AsyncIterable<Buffer> {
    yield await this.read(start, end);
  }
}

/** The header of the message or of one of its parts. */
export async function readPartHeader(bytes: MessageBytes, part: MimePart): Promise<HeaderSection> {
  return readHeader(await bytes.read(part.headerStart, part.bodyStart));
}
