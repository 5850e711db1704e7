import type { Readable } from 'node:stream';
import type { Account } from '../../model/account.ts';
import type { JmapServices } from '../context.ts';
import type { Id } from '../types.ts';
import { openBlob, streamBlob } from './open.ts';

/** A body on its way to a client. */
export interface Download {
  readonly type: string;
  /** null where the transfer encoding hides it until the end. */
  readonly sizeBytes: number | null;
  readonly stream: Readable;
}

/** Opens a body for download; null when the account has nothing of that name. RFC 8620 §6.2. */
export async function download(
  services: Pick<JmapServices, 'blobs' | 'store'>,
  account: Account,
  blobId: Id,
  signal?: AbortSignal,
): Promise<Download | null> {
  const blob = await openBlob(services, account.id, blobId);
  if (!blob) return null;
  const stream = streamBlob(services, blob);
  signal?.addEventListener('abort', () => stream.destroy(), { once: true });
  return {
    type: blob.type ?? 'application/octet-stream',
    sizeBytes: blob.encoding === 'identity' ? blob.end - blob.start : null,
    stream,
  };
}
