import type { MailboxId, ModSeq } from '../../model/ids.ts';
import type { AccountChange } from './account-change.ts';
import type { EmailRow } from './email-changes.ts';
import { retainOrRelease } from './retained-emails.ts';
import { SQL } from './statements.ts';
import { forgetThread } from './threading.ts';
import { TOMBSTONE } from './tombstones.ts';

/**
 * Removes an email that left its last mailbox, `mailboxId`: its row, and its thread with the last one. Its reference to the body goes, or
 * stays with what can be brought back.
 */
export async function destroyEmail(
  change: AccountChange,
  email: EmailRow,
  mailboxId: MailboxId | null,
  modseq: ModSeq,
): Promise<void> {
  const { context } = change;
  await context.sql.run(SQL.deleteEmail, email.id);
  await retainOrRelease(change, email, mailboxId);
  await change.bury(TOMBSTONE.email, modseq, email.id, email.threadId, 0, email.createdModseq);
  if (!(await context.sql.get(SQL.anyEmailOfThread, email.threadId))) {
    await forgetThread(change, email.blobId, email.threadId);
    const isWholeThread = (email.id as number) === email.threadId;
    await change.bury(
      TOMBSTONE.thread,
      modseq,
      email.threadId,
      0,
      0,
      isWholeThread ? email.createdModseq : 0,
    );
  }
  change.countEmail(email.sizeBytes, -1);
  change.changed('Email');
  change.changed('Thread');
}
