import type { BlobLocation, Blobs } from '../../store/blobs.ts';

/** Bytes that are too many to hold, and how many of them will come. */
export interface BodyStream {
  readonly sizeBytes: number;
  /** There may be NUL, which a literal may not carry: literal8 does. RFC 9051 §4.3.1. */
  readonly hasNul: boolean;
  readonly chunks: AsyncIterable<Buffer>;
}

/** Larger sections are streamed. */
export const MAX_HELD_BYTES = 256 * 1024;

const NUL = 0x00;
const NUL_STAND_IN = 0x80;

/** Bytes small enough to hold, without leaving the thread where the medium can. Throws MailError `unavailable`. */
export async function readBytes(
  blobs: Blobs,
  location: BlobLocation,
  start: number,
  end: number,
): Promise<Buffer> {
  return blobs.readNow(location, start, end) ?? (await blobs.read(location, start, end));
}

/**
 * A stream that has been seen to begin and to end: a body that is missing or cut short throws `unavailable` here, while an error can
 * still be told.
 */
export async function openStream(
  blobs: Blobs,
  location: BlobLocation,
  start: number,
  end: number,
): Promise<AsyncIterable<Buffer>> {
  await blobs.read(location, end - 1, end);
  const chunks: AsyncIterator<Buffer> = blobs.stream(location, start, end)[Symbol.asyncIterator]();
  const first = await chunks.next();
  return from(first, chunks);
}

async function* from(
  first: IteratorResult<Buffer>,
  rest: AsyncIterator<Buffer>,
): AsyncGenerator<Buffer, undefined> {
  try {
    for (let next = first; !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

/** A literal may not hold NUL (RFC 9051 §4.3): such a byte goes out as 0x80, as from Dovecot. In place. */
export function withoutNul(bytes: Buffer): Buffer {
  for (let at = bytes.indexOf(NUL); at >= 0; at = bytes.indexOf(NUL, at + 1)) bytes[at] = NUL_STAND_IN;
  return bytes;
}

export function hasNul(bytes: Buffer): boolean {
  return bytes.includes(NUL);
}
