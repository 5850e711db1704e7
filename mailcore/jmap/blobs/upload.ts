import { MailError } from '../../errors.ts';
import type { Account } from '../../model/account.ts';
import type { BlobWriter, PendingBlob } from '../../store/blobs.ts';
import type { JmapServices } from '../context.ts';
import { formatId, parseId } from '../ids.ts';
import { readSharedAccounts } from '../shared-accounts.ts';
import type { Id, UploadResponse } from '../types.ts';
import { formatBlobId } from './blob-id.ts';

const MEDIA_TYPE = /^[a-z0-9!#$&^_.+-]{1,127}\/[a-z0-9!#$&^_.+-]{1,127}(?:\s*;[\x20-\x7e]{0,500})?$/i;

/**
 * Keeps a body so that later calls can name it. Durable on return; forgotten after a day unless an email takes it.
 * For the account of another it waits in one's own. Throws `messageTooLarge`, `overQuota`, `accountNotFound`, `noPermission`. RFC 8620 §6.1.
 */
export async function upload(
  { blobs, store, config }: Pick<JmapServices, 'blobs' | 'store' | 'config'>,
  account: Account,
  chunks: AsyncIterable<Buffer>,
  givenType: string,
  accountId: Id = formatId('a', account.id),
): Promise<UploadResponse> {
  await requireUploadAccount(store, account, accountId);
  const type = MEDIA_TYPE.test(givenType) ? givenType : 'application/octet-stream';
  const blob = await writeBlob(blobs.create(), chunks, config.limits.maxUploadBytes);
  const blobId = await store.addUpload(account.id, blob, type);
  return { accountId, blobId: formatBlobId(blobId), type, size: blob.sizeBytes };
}

/** Throws `accountNotFound`, `noPermission`: one uploads where something can become of it. */
async function requireUploadAccount(
  store: JmapServices['store'],
  account: Account,
  accountId: Id,
): Promise<void> {
  if (accountId === formatId('a', account.id)) return;
  const ownerId = parseId('a', accountId);
  const [shared] = ownerId === null ? [] : await readSharedAccounts(store, account, ownerId);
  if (!shared) throw new MailError('accountNotFound', 'There is no such account.');
  if (shared.isReadOnly) throw new MailError('noPermission', 'Nothing can be added to this account.');
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
