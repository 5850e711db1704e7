import type { MimePart } from '../../model/content.ts';
import { findPart } from '../../message/section.ts';
import { TransferDecoder } from '../../message/transfer-decoder.ts';
import { decodeTransfer, isEncoded } from '../../message/transfer-encoding.ts';
import type { BlobLocation, Blobs } from '../../store/blobs.ts';
import type { BinaryAttribute } from '../wire/fetch-attributes.ts';
import type { Partial } from '../wire/section.ts';
import type { SectionBytes } from './body-section.ts';
import { hasNul, MAX_HELD_BYTES, openStream, readBytes } from './stored-bytes.ts';
import type { BodyStream } from './stored-bytes.ts';

/** RFC 2045 §6.2: nothing to decode. */
const IDENTITY = new Set(['7bit', '8bit', 'binary']);

/** A part's stored bytes and how they are encoded. */
interface EncodedPart {
  readonly start: number;
  readonly end: number;
  readonly encoding: string;
}

/** Reads BINARY[part]<partial>: the part without its transfer encoding. Null when there is no such part. RFC 3516 §4.2, RFC 9051 §6.4.5.1. */
export async function readBinary(
  blobs: Blobs,
  location: BlobLocation,
  root: MimePart,
  { part, partial }: BinaryAttribute,
): Promise<SectionBytes | 'unknownEncoding'> {
  const encoded = encodedPart(location, root, part);
  if (encoded === null) return null;
  if (!isKnown(encoded.encoding)) return 'unknownEncoding';
  if (isLarge(encoded)) return streamDecoded(blobs, location, encoded, partial);
  const decoded = await readDecoded(blobs, location, encoded);
  return partial === null ? decoded : decoded.subarray(partial.start, partial.start + partial.length);
}

/** BINARY.SIZE[part]: as many bytes as BINARY[part] would be; 0 when there is no such part, for the grammar has no NIL here. */
export async function readBinarySize(
  blobs: Blobs,
  location: BlobLocation,
  root: MimePart,
  part: string,
): Promise<number | 'unknownEncoding'> {
  const encoded = encodedPart(location, root, part);
  if (encoded === null) return 0;
  if (!isKnown(encoded.encoding)) return 'unknownEncoding';
  if (!isEncoded(encoded.encoding)) return encoded.end - encoded.start;
  if (!isLarge(encoded)) return (await readDecoded(blobs, location, encoded)).length;
  return (await measure(decodedChunks(blobs, location, encoded))).sizeBytes;
}

/** The message itself and composite parts are never encoded as a whole: RFC 2045 §6.4. */
function encodedPart(location: BlobLocation, root: MimePart, number: string): EncodedPart | null {
  if (number === '') return { start: 0, end: location.sizeBytes, encoding: 'binary' };
  const part = findPart(root, number);
  if (part === null) return null;
  const isComposite = part.type === 'multipart' || part.message !== null;
  return { start: part.bodyStart, end: part.bodyEnd, encoding: isComposite ? 'binary' : part.encoding };
}

function isKnown(encoding: string): boolean {
  return IDENTITY.has(encoding) || isEncoded(encoding);
}

function isLarge({ start, end }: EncodedPart): boolean {
  return end - start > MAX_HELD_BYTES;
}

async function readDecoded(
  blobs: Blobs,
  location: BlobLocation,
  { start, end, encoding }: EncodedPart,
): Promise<Buffer> {
  if (start >= end) return Buffer.alloc(0);
  return decodeTransfer(await readBytes(blobs, location, start, end), encoding);
}

/** A literal begins with its length, which only decoding tells: a large part is decoded once to count and once to send. */
async function streamDecoded(
  blobs: Blobs,
  location: BlobLocation,
  encoded: EncodedPart,
  partial: Partial | null,
): Promise<BodyStream> {
  const wanted = () => cut(decodedChunks(blobs, location, encoded), partial);
  return { ...(await measure(wanted())), chunks: wanted() };
}

async function* decodedChunks(
  blobs: Blobs,
  location: BlobLocation,
  { start, end, encoding }: EncodedPart,
): AsyncGenerator<Buffer> {
  const decoder = new TransferDecoder(encoding);
  for await (const chunk of await openStream(blobs, location, start, end)) yield decoder.write(chunk);
  yield decoder.end();
}

/** Only the bytes that a partial names; nothing behind them is decoded. */
async function* cut(chunks: AsyncIterable<Buffer>, partial: Partial | null): AsyncGenerator<Buffer> {
  if (partial === null) return yield* chunks;
  let skip = partial.start;
  let left = partial.length;
  for await (const chunk of chunks) {
    const wanted = chunk.subarray(skip, skip + left);
    skip = Math.max(0, skip - chunk.length);
    left -= wanted.length;
    if (wanted.length > 0) yield wanted;
    if (left === 0) return;
  }
}

async function measure(chunks: AsyncIterable<Buffer>): Promise<Omit<BodyStream, 'chunks'>> {
  let sizeBytes = 0;
  let isBinary = false;
  for await (const chunk of chunks) {
    sizeBytes += chunk.length;
    isBinary ||= hasNul(chunk);
  }
  return { sizeBytes, hasNul: isBinary };
}
