import type { MimePart } from '../../model/content.ts';
import type { BlobId } from '../../model/ids.ts';
import { parseIdNumber } from '../ids.ts';
import type { Id } from '../types.ts';

/**
 * What a blobId names: a whole stored body (`b7`), or a part of one with its transfer encoding
 * (`b7-1024-90210-base64`). The range says all that is needed to serve it, so parts need no rows of their own.
 */
export interface BlobRef {
  readonly blobId: BlobId;
  readonly part: BlobRange | null;
}

export interface BlobRange {
  /** Octets of the stored body: `start` inclusive, `end` exclusive. */
  readonly start: number;
  readonly end: number;
  readonly encoding: PartEncoding;
}

/** Transfer encodings a part is decoded from when it is read; `identity` is served as it lies. */
export const PART_ENCODINGS = ['identity', 'base64', 'qp', 'uuencode'] as const;
export type PartEncoding = (typeof PART_ENCODINGS)[number];

const ENCODING_OF: ReadonlyMap<string, PartEncoding> = new Map([
  ['base64', 'base64'],
  ['quoted-printable', 'qp'],
  ['x-uuencode', 'uuencode'],
  ['x-uue', 'uuencode'],
  ['uuencode', 'uuencode'],
]);

export function partEncoding({ encoding }: MimePart): PartEncoding {
  return ENCODING_OF.get(encoding) ?? 'identity';
}

export function formatBlobId(blobId: BlobId): Id {
  return `b${blobId}`;
}

/** `offset`: where the message of the part starts in the stored body. */
export function formatPartBlobId(blobId: BlobId, part: MimePart, offset = 0): Id {
  return `b${blobId}-${offset + part.bodyStart}-${offset + part.bodyEnd}-${partEncoding(part)}`;
}

const BLOB_ID = /^b([0-9]+)(?:-([0-9]{1,16})-([0-9]{1,16})-([a-z0-9]+))?$/;

/** What `id` names, or null when it is no blobId. */
export function parseBlobId(id: Id): BlobRef | null {
  const match = BLOB_ID.exec(id);
  const blobId = match && parseIdNumber(match[1]!);
  if (!match || blobId === null) return null;
  if (match[2] === undefined) return { blobId: blobId as BlobId, part: null };
  const encoding = PART_ENCODINGS.find((known) => known === match[4]);
  const [start, end] = [Number(match[2]), Number(match[3])];
  if (encoding === undefined || !Number.isSafeInteger(end) || start > end) return null;
  return { blobId: blobId as BlobId, part: { start, end, encoding } };
}
