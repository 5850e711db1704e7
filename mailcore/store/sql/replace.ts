import { MailError } from '../../errors.ts';
import type { AccountId, MailboxId, Uid } from '../../model/ids.ts';
import type { AppendedEmail } from '../email-store.ts';
import { AccountChange } from './account-change.ts';
import { type AppendArgs, appendOne } from './append.ts';
import { emailRow, membershipsOf } from './email-changes.ts';
import { leaveMailbox } from './expunge.ts';
import { SQL } from './statements.ts';
import type { WriteContext } from './write-context.ts';

/** The new one comes first: a thread with no other email goes on. */
export async function replaceEmail(
  context: WriteContext,
  accountId: AccountId,
  { mailboxId, uid }: { mailboxId: MailboxId; uid: Uid },
  args: AppendArgs,
): Promise<AppendedEmail> {
  const change = await AccountChange.begin(context, accountId);
  const mailbox = await change.requireMailbox(mailboxId);
  const row = await context.sql.get(SQL.emailOfUid, mailboxId, uid);
  if (!row) throw new MailError('emailNotFound', 'The message is gone');
  const { id, sizeBytes } = emailRow(row, 1);
  const isLast = (await membershipsOf(context, id)).length === 1;
  const appended = await appendOne(change, args, isLast ? { sizeBytes, emails: 1 } : NOTHING);
  await leaveMailbox(change, mailbox, uid);
  await change.finish();
  return appended;
}

const NOTHING = { sizeBytes: 0, emails: 0 };
