import type { Readable } from 'node:stream';

/**
 * Message bytes: appended once, read by range, never changed. Adapters: segments.ts (files), s3.ts.
 * A blob becomes durable when the Store commits the operation that carries it, not before.
 */
export interface Blobs {
  /** Starts a body. Small ones stay in memory until the commit; large ones stream to a file of their own. */
  create(): BlobWriter;
  /**
   * Bytes `start` (inclusive) to `end` (exclusive) of a stored body; whole when omitted; clamped to its size.
   * Throws MailError `unavailable` when the medium fails.
   */
  read(location: BlobLocation, start?: number, end?: number): Promise<Buffer>;
  /**
   * The same range at once, where the medium answers as quickly as the thread could be told of the answer: at most 64 KiB of a local file.
   * Null where it does not: `read` then. Throws MailError `unavailable` when the medium fails.
   */
  readNow(location: BlobLocation, start?: number, end?: number): Buffer | null;
  /** The same range as a stream of chunks of at most 64 KiB, for bodies too large to hold. */
  stream(location: BlobLocation, start?: number, end?: number): Readable;
  /** Forgets a finished body that no Store operation took. */
  abandon(blob: PendingBlob): Promise<void>;
  close(): Promise<void>;
}

/** A body being received. Exactly one of `finish` and `abort` must be called. */
export interface BlobWriter {
  readonly sizeBytes: number;
  /** Takes ownership of `chunk`. Returns a promise when the caller must wait (back-pressure), else undefined. */
  write(chunk: Buffer): Promise<void> | undefined;
  /** Ends the body: a large one is synced to disk here. */
  finish(): Promise<PendingBlob>;
  /** Forgets the body and removes its file. */
  abort(): Promise<void>;
}

/**
 * A finished body that no row names yet. Hand it to exactly one Store operation, or to `abandon`. The operation consumes it
 * whether it succeeds or throws: `bytes` must not be read or changed afterwards (they may have moved to the writer's thread).
 */
export type PendingBlob =
  | { readonly kind: 'memory'; readonly bytes: Buffer; readonly sizeBytes: number }
  /** `crc32` as node:zlib computes it, over the whole body. */
  | { readonly kind: 'file'; readonly path: string; readonly sizeBytes: number; readonly crc32: number };

/** Where a stored body lies. Opaque to everyone but the Blobs adapter that made it; structured-cloneable. */
export interface BlobLocation {
  /** As containers.ts names it. */
  readonly container: string;
  readonly offset: number;
  readonly sizeBytes: number;
}
