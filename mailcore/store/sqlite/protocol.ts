import { MailError, type MailErrorCode } from '../../errors.ts';
import type { StoreEvent } from '../../model/change.ts';
import type { PendingBlob } from '../blobs.ts';
import type { ContentColumns, NewBody } from '../sql/bodies.ts';

/**
 * What travels between a thread or process and the writer: structured-cloneable and v8-serialisable alike. Requests go in
 * batches; all bodies of a batch lie in one buffer, so that crossing a thread boundary costs one transfer.
 */
export interface RequestBatch {
  readonly requests: readonly PackedRequest[];
  readonly bytes: Uint8Array;
}

export interface PackedRequest {
  readonly id: number;
  readonly name: string;
  readonly args: readonly unknown[];
  readonly bodies: readonly PackedBody[];
}

interface PackedBody {
  /** Null: the bytes are in the buffer of the batch. */
  readonly file: { readonly path: string } | null;
  readonly sizeBytes: number;
  readonly crc32: number;
  readonly content: ContentColumns | null;
}

/** Replies first: whoever waits for its own change sees it before the event that tells everyone. */
export interface ReplyBatch {
  readonly replies: readonly Reply[];
  readonly events: readonly StoreEvent[];
  /** The writer is gone: nothing more will come. */
  readonly isClosed: boolean;
}

export type Reply =
  { readonly id: number; readonly result: unknown } | { readonly id: number; readonly error: PackedError };

interface PackedError {
  readonly code: MailErrorCode;
  readonly publicText: string;
  readonly detail: Record<string, string | number>;
  /** For the log. */
  readonly cause: string | null;
}

export interface Request {
  readonly id: number;
  readonly name: string;
  readonly args: readonly unknown[];
  readonly bodies: readonly NewBody[];
}

export function packRequests(requests: readonly Request[]): RequestBatch {
  const bytes = new Uint8Array(requests.reduce((sum, request) => sum + memoryBytes(request), 0));
  let at = 0;
  const packed = requests.map(({ id, name, args, bodies }) => ({
    id,
    name,
    args,
    bodies: bodies.map(({ pending, crc32, content }) => {
      if (pending.kind === 'memory') {
        bytes.set(pending.bytes, at);
        at += pending.sizeBytes;
      }
      const file = pending.kind === 'file' ? { path: pending.path } : null;
      return { file, sizeBytes: pending.sizeBytes, crc32, content };
    }),
  }));
  return { requests: packed, bytes };
}

export function unpackRequests({ requests, bytes }: RequestBatch): Request[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  return requests.map(({ id, name, args, bodies }) => ({
    id,
    name,
    args,
    bodies: bodies.map(({ file, sizeBytes, crc32, content }) => {
      const pending: PendingBlob = file
        ? { kind: 'file', path: file.path, sizeBytes, crc32 }
        : { kind: 'memory', bytes: buffer.subarray(at, (at += sizeBytes)), sizeBytes };
      return { pending, crc32, content };
    }),
  }));
}

export function memoryBytes({ bodies }: Request): number {
  return bodies.reduce((sum, { pending }) => sum + (pending.kind === 'memory' ? pending.sizeBytes : 0), 0);
}

export function packError({ code, publicText, detail, cause }: MailError): PackedError {
  const text =
    cause instanceof Error ? (cause.stack ?? cause.message) : cause === undefined ? null : String(cause);
  return { code, publicText, detail: { ...detail }, cause: text };
}

export function unpackError({ code, publicText, detail, cause }: PackedError): MailError {
  return new MailError(code, publicText, { detail, cause: cause ?? undefined });
}
