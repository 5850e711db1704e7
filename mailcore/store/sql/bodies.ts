import { crc32 } from 'node:zlib';
import type { MessageContent } from '../../model/content.ts';
import type { BlobId } from '../../model/ids.ts';
import type { PendingBlob } from '../blobs.ts';
import { threadKeys } from '../thread-keys.ts';
import { sentDateOf } from './sent-date.ts';
import type { SentDate } from './sent-date.ts';

/** MessageContent as the columns of a blob row: serialised in the caller's thread, so that the writer only stores. */
export interface ContentColumns {
  readonly envelope: string;
  readonly bodyStructure: string;
  readonly structure: string;
  readonly summary: string;
}

/** A body that the writer stores before the transaction of its request. */
export interface NewBody {
  readonly pending: PendingBlob;
  readonly crc32: number;
  readonly content: ContentColumns | null;
}

/** A body in the arguments of an operation: the n-th new one of the request, or one that is stored already. */
export type BodyRef =
  | { readonly kind: 'new'; readonly index: number }
  | { readonly kind: 'stored'; readonly blobId: BlobId; readonly content: ContentColumns };

/** A message as an operation takes it. */
export interface MessageRef {
  readonly body: BodyRef;
  readonly threadKeys: readonly number[];
  readonly sent: SentDate;
}

/** Gathers the new bodies of one request. */
export class RequestBodies {
  readonly list: NewBody[] = [];

  add(pending: PendingBlob, content: MessageContent | null): BodyRef {
    const checksum = pending.kind === 'memory' ? crc32(pending.bytes) : pending.crc32;
    const index =
      this.list.push({ pending, crc32: checksum, content: content && contentColumns(content) }) - 1;
    return { kind: 'new', index };
  }

  message(blob: PendingBlob | BlobId, content: MessageContent): MessageRef {
    const body =
      typeof blob === 'number'
        ? { kind: 'stored' as const, blobId: blob, content: contentColumns(content) }
        : this.add(blob, content);
    const { summary } = content;
    return { body, threadKeys: threadKeys(summary), sent: sentDateOf(summary.sentAt) };
  }
}

/** As they are stored. */
export function contentColumns(content: MessageContent): ContentColumns {
  return {
    envelope: content.envelope,
    bodyStructure: content.bodyStructure,
    structure: JSON.stringify(content.root),
    summary: JSON.stringify(content.summary),
  };
}

export function parseContent(columns: ContentColumns): MessageContent {
  return {
    envelope: columns.envelope,
    bodyStructure: columns.bodyStructure,
    root: JSON.parse(columns.structure) as MessageContent['root'],
    summary: JSON.parse(columns.summary) as MessageContent['summary'],
  };
}
