import { scanMessage } from '../message/scan.ts';
import type { AccountId } from '../model/ids.ts';
import type { KeywordSet } from '../model/keyword.ts';
import type { NewEmail } from '../store/email-store.ts';
import { openMailboxPaths, type MailboxPath } from './mailbox-paths.ts';
import type { Checkpoint, ImportOptions, ImportProgress, TransferContext } from './transfer.ts';

/** A message read from a file: CRLF lines. */
export interface ReadMessage {
  readonly path: MailboxPath;
  readonly bytes: Buffer;
  readonly keywords: KeywordSet;
  readonly isDeleted: boolean;
  /** Null: the Date header says it, or nobody does. */
  readonly receivedAt: Date | null;
  readonly checkpoint: Checkpoint;
}

/** Files messages in batches, so that a large import needs few commits and little memory. */
export interface MailImporter {
  /** Throws `overQuota`, `limitReached`, `invalidMailboxName`; what `onProgress` named is kept. */
  add(message: ReadMessage): Promise<void>;
  skip(checkpoint: Checkpoint, reason: string): void;
  finish(): Promise<ImportProgress>;
}

const BATCH_MESSAGES = 100;
const BATCH_BYTES = 8 * 1024 * 1024;

export async function openMailImporter(
  context: TransferContext,
  accountId: AccountId,
  options: ImportOptions,
): Promise<MailImporter> {
  const { store, blobs } = context;
  const paths = await openMailboxPaths(store, accountId);
  let batch: NewEmail[] = [];
  let batchBytes = 0;
  let imported = 0;
  let skipped = 0;
  let checkpoint: Checkpoint = options.resumeAfter ?? { container: '', position: '' };

  async function commit(): Promise<void> {
    if (batch.length > 0) await store.appendEmails(accountId, batch);
    imported += batch.length;
    batch = [];
    batchBytes = 0;
    options.onProgress?.({ imported, skipped, checkpoint });
  }

  function skip(at: Checkpoint, reason: string): void {
    skipped += 1;
    checkpoint = at;
    options.onSkipped?.({ checkpoint: at, reason });
  }

  return {
    skip,
    async add(message) {
      const fault = faultOf(message.bytes);
      if (fault !== null) {
        skip(message.checkpoint, fault);
        return;
      }
      const { bytes, keywords, isDeleted } = message;
      const mailboxIds = [await paths.ensure(message.path)];
      const content = scanMessage(bytes);
      const receivedAt = message.receivedAt ?? sentDate(content.summary.sentAt) ?? new Date();
      batchBytes += bytes.length;
      const writer = blobs.create();
      await writer.write(bytes);
      batch.push({ blob: await writer.finish(), content, mailboxIds, keywords, isDeleted, receivedAt });
      checkpoint = message.checkpoint;
      if (batch.length >= BATCH_MESSAGES || batchBytes >= BATCH_BYTES) await commit();
    },
    async finish() {
      await commit();
      return { imported, skipped, checkpoint };
    },
  };
}

/** What makes bytes no message at all; anything readable is taken, however odd. */
function faultOf(bytes: Buffer): string | null {
  if (bytes.length === 0) return 'empty';
  if (bytes.subarray(0, 64 * 1024).includes(0)) return 'binary data';
  return /^[\x21-\x39\x3b-\x7e]+[ \t]*:/m.test(bytes.toString('latin1', 0, 8 * 1024)) ? null : 'no header';
}

function sentDate(iso: string | null): Date | null {
  const date = iso === null ? null : new Date(iso);
  return date && Number.isFinite(date.getTime()) ? date : null;
}
