import type { Blobs } from '../store/blobs.ts';
import type { Store } from '../store/store.ts';

/** What importing and exporting work on. */
export interface TransferContext {
  readonly store: Store;
  readonly blobs: Blobs;
}

/** How far an import has come; durable up to `checkpoint`, from which a later import goes on. */
export interface ImportProgress {
  readonly imported: number;
  readonly skipped: number;
  readonly checkpoint: Checkpoint;
}

/** The last message that is done: the file or folder it came from, and its place there. Plain JSON. */
export interface Checkpoint {
  readonly container: string;
  readonly position: string;
}

/** A message that was passed over, and why. */
export interface SkippedMessage {
  readonly checkpoint: Checkpoint;
  readonly reason: string;
}

export interface ImportOptions {
  /** Larger messages are skipped. */
  readonly maxMessageBytes: number;
  /** After every batch. */
  readonly onProgress?: (progress: ImportProgress) => void;
  readonly onSkipped?: (skipped: SkippedMessage) => void;
  /** Goes on behind this message; what came before is not looked at. */
  readonly resumeAfter?: Checkpoint;
}

export interface ExportOptions {
  readonly onProgress?: (progress: { readonly exported: number; readonly mailbox: string }) => void;
}
