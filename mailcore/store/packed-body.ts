import { promisify } from 'node:util';
import { zstdCompress, zstdDecompress, zstdDecompressSync } from 'node:zlib';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/** A frame has to save this share of the bytes to be worth the work of every reading. */
const WORTHWHILE = 0.9;

/** The body as a zstd frame, or itself where that does not pay. */
export async function packBody(bytes: Buffer): Promise<Buffer> {
  const frame = await compress(bytes);
  return frame.length <= bytes.length * WORTHWHILE ? frame : bytes;
}

/** Throws when `stored` is not a frame of exactly `sizeBytes`: never holds more than those. */
export async function unpackBody(stored: Buffer, sizeBytes: number): Promise<Buffer> {
  if (stored.length === sizeBytes) return stored;
  return checked(await decompress(stored, { maxOutputLength: sizeBytes }), sizeBytes);
}

/** As {@link unpackBody}, in this thread. */
export function unpackBodyNow(stored: Buffer, sizeBytes: number): Buffer {
  if (stored.length === sizeBytes) return stored;
  return checked(zstdDecompressSync(stored, { maxOutputLength: sizeBytes }), sizeBytes);
}

function checked(bytes: Buffer, sizeBytes: number): Buffer {
  if (bytes.length !== sizeBytes) throw new Error('body is shorter than its row says');
  return bytes;
}
