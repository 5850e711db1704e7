import { readFile } from 'node:fs/promises';
import { encodeBinaryParts } from '../../message/binary-parts.ts';
import type { Blobs, PendingBlob } from '../../store/blobs.ts';

/** A message that came as literal8, in a form that every FETCH can send. RFC 3516 §4.4, §6. */
export async function storableBinary(blobs: Blobs, blob: PendingBlob): Promise<PendingBlob> {
  const bytes = await pendingBytes(blob);
  const encoded = encodeBinaryParts(bytes);
  if (encoded === bytes) return blob;
  const writer = blobs.create();
  try {
    await writer.write(encoded);
    return await writer.finish();
  } catch (error) {
    await writer.abort();
    throw error;
  } finally {
    await blobs.abandon(blob);
  }
}

/** All of a body that is still being handed in. */
export async function pendingBytes(blob: PendingBlob): Promise<Buffer> {
  return blob.kind === 'memory' ? blob.bytes : readFile(blob.path);
}
