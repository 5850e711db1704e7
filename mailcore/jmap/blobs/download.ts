import type { Readable } from 'node:stream';
import type { Account } from '../../model/account.ts';
import { MailboxAccess } from '../../store/access/mailbox-access.ts';
import type { JmapServices } from '../context.ts';
import { parseId } from '../ids.ts';
import type { Id } from '../types.ts';
import { openBlob, streamBlob } from './open.ts';

/** A body on its way to a client. */
export interface Download {
  readonly type: string;
  /** null where the transfer encoding hides it until the end. */
  readonly sizeBytes: number | null;
  readonly stream: Readable;
}

/** Opens a body of an account for download; null when there is nothing of that name that it may read. RFC 8620 §6.2. */
export async function download(
  services: Pick<JmapServices, 'blobs' | 'store'>,
  account: Account,
  blobId: Id,
  accountId?: Id,
): Promise<Download | null> {
  const ownerId = accountId === undefined ? account.id : parseId('a', accountId);
  if (ownerId === null) return null;
  const store = new MailboxAccess(services.store, account.id).storeOf(ownerId);
  const blob = await openBlob(store, ownerId, blobId);
  if (!blob) return null;
  const stream = streamBlob(services, blob);
  return {
    type: blob.type ?? 'application/octet-stream',
    sizeBytes: blob.encoding === 'identity' ? blob.end - blob.start : null,
    stream,
  };
}
