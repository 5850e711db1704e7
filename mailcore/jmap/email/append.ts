import { scanMessage } from '../../message/scan.ts';
import type { BlobId, MailboxId } from '../../model/ids.ts';
import { keywordSet } from '../../model/keyword.ts';
import type { PendingBlob } from '../../store/blobs.ts';
import { formatBlobId } from '../blobs/blob-id.ts';
import type { RequestContext } from '../context.ts';
import { invalidProperties } from '../errors.ts';
import { formatId } from '../ids.ts';
import type { CreatedEmail } from '../types.ts';
import { MailError } from '../../errors.ts';

interface NewMessage {
  readonly bytes: Buffer;
  /** Where `bytes` are stored already; otherwise they are stored now. */
  readonly storedAs: BlobId | null;
  readonly mailboxIds: readonly MailboxId[];
  readonly keywords: readonly string[];
  readonly receivedAt: Date;
}

/** Adds one message to the account. Throws `overQuota`, SetFailure `invalidProperties` for a mailbox that is gone. RFC 8621 §4.6, §4.8. */
export async function appendMessage(context: RequestContext, message: NewMessage): Promise<CreatedEmail> {
  const { bytes, storedAs, mailboxIds, keywords, receivedAt } = message;
  const blob = storedAs ?? (await pendingBlob(context, bytes));
  const email = { blob, content: scanMessage(bytes), mailboxIds, keywords: keywordSet(keywords), receivedAt };
  try {
    const [appended] = await context.mail.appendEmails(context.account.id, [email]);
    return {
      id: formatId('e', appended!.emailId),
      blobId: formatBlobId(appended!.blobId),
      threadId: formatId('t', appended!.threadId),
      size: appended!.sizeBytes,
    };
  } catch (error) {
    if (error instanceof MailError && error.code === 'mailboxNotFound') {
      throw invalidProperties(['mailboxIds'], 'There is no such mailbox.');
    }
    throw error;
  }
}

async function pendingBlob(context: RequestContext, bytes: Buffer): Promise<PendingBlob> {
  const writer = context.blobs.create();
  await writer.write(bytes);
  return writer.finish();
}
