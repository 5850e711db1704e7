import { Readable } from 'node:stream';
import { MailError } from '../../errors.ts';
import type { AccountId } from '../../model/ids.ts';
import type { BlobLocation } from '../../store/blobs.ts';
import type { MailStore } from '../../store/access/shared-mail.ts';
import type { JmapServices, RequestContext } from '../context.ts';
import type { Id } from '../types.ts';
import { parseBlobId, type BlobRef, type PartEncoding } from './blob-id.ts';
import { decodePart } from './decode.ts';

type BlobServices = Pick<JmapServices, 'blobs'>;

/** A body an account may read: all of a stored one, or the range a part blobId names. */
export interface OpenBlob {
  readonly ref: BlobRef;
  readonly location: BlobLocation;
  /** The account it belongs to. */
  readonly ownerId: AccountId;
  readonly start: number;
  readonly end: number;
  readonly encoding: PartEncoding;
  /** Content-Type of an upload, `message/rfc822` of a message; null for a part, whose blobId does not say. */
  readonly type: string | null;
}

/**
 * What `blobId` names in the account of a request, or null. What the user uploads for the account of another waits in their own until
 * it becomes a message over there. RFC 8620 §6.
 */
export async function openContextBlob(context: RequestContext, blobId: Id): Promise<OpenBlob | null> {
  const { account, user, mail, access } = context;
  const found = await openBlob(mail, account.id, blobId);
  return found || account.id === user.id ? found : openBlob(access.storeOf(user.id), user.id, blobId);
}

/** What `blobId` names, or null when the account has nothing of that name. RFC 8620 §6. */
export async function openBlob(
  store: Pick<MailStore, 'findBlob'>,
  accountId: AccountId,
  blobId: Id,
): Promise<OpenBlob | null> {
  const ref = parseBlobId(blobId);
  const stored = ref && (await store.findBlob(accountId, ref.blobId));
  if (!ref || !stored) return null;
  const { location } = stored;
  if (ref.part === null) {
    const type = stored.type ?? 'message/rfc822';
    return {
      ref,
      ownerId: accountId,
      location,
      start: 0,
      end: location.sizeBytes,
      encoding: 'identity',
      type,
    };
  }
  if (ref.part.end > location.sizeBytes) return null;
  return { ref, ownerId: accountId, location, ...ref.part, type: null };
}

/** Its octets, the transfer encoding undone. */
export function streamBlob({ blobs }: BlobServices, blob: OpenBlob): Readable {
  const raw = blobs.stream(blob.location, blob.start, blob.end);
  if (blob.encoding === 'identity') return raw;
  return Readable.from(decodePart(raw as AsyncIterable<Buffer>, blob.encoding), { objectMode: false });
}

/** All of it in memory. Throws `messageTooLarge` beyond `maxBytes`. */
export async function readBlob(services: BlobServices, blob: OpenBlob, maxBytes: number): Promise<Buffer> {
  if (blob.end - blob.start > maxBytes * 2) throw tooLarge(maxBytes);
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of streamBlob(services, blob) as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length;
    if (sizeBytes > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
}

function tooLarge(maxSizeBytes: number): MailError {
  return new MailError('messageTooLarge', 'The data is larger than allowed.', { detail: { maxSizeBytes } });
}
