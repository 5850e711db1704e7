import { MailError } from '../../errors.ts';
import type { Account } from '../../model/account.ts';
import type { BlobWriter, PendingBlob } from '../../store/blobs.ts';
import type { JmapServices } from '../context.ts';
import { formatId } from '../ids.ts';
import type { UploadResponse } from '../types.ts';
import { formatBlobId } from './blob-id.ts';

const MEDIA_TYPE = /^[a-z0-9!#$&^_.+-]{1,127}\/[a-z0-9!#$&^_.+-]{1,127}(?:\s*;[\x20-\x7e]{0,500})?$/i;

/**
 * Keeps a body so that later calls can name it. Durable on return; forgotten after a day unless an email takes it.
 * Throws `messageTooLarge`, `overQuota`. RFC 8620 §6.1.
 */
export async function upload(
  { blobs, store, config }: Pick<JmapServices, 'blobs' | 'store' | 'config'>,
  account: Account,
  chunks: AsyncIterable<Buffer>,
  givenType: string,
): Promise<UploadResponse> {
  const type = MEDIA_TYPE.test(givenType) ? givenType : 'application/octet-stream';
  const blob = await writeBlob(blobs.create(), chunks, config.limits.maxUploadBytes);
  const blobId = await store.addUpload(account.id, blob, type);
  return { accountId: formatId('a', account.id), blobId: formatBlobId(blobId), type, size: blob.sizeBytes };
}

/** Streams chunks into a body with back-pressure. Throws `messageTooLarge`, whatever the source throws, and keeps nothing then. */
export async function writeBlob(
  writer: BlobWriter,
  chunks: AsyncIterable<Buffer> | Iterable<Buffer>,
  maxSizeBytes: number,
): Promise<PendingBlob> {
  try {
    for await (const chunk of chunks) {
      if (writer.sizeBytes + chunk.length > maxSizeBytes) {
        throw new MailError('messageTooLarge', 'The data is larger than allowed.', {
          detail: { maxSizeBytes },
        });
      }
      await writer.write(chunk);
    }
  } catch (error) {
    await writer.abort();
    throw error;
  }
  return writer.finish();
}
