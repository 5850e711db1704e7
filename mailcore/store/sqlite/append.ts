import { MailError } from '../../errors.ts';
import type { AccountId, BlobId, MailboxId } from '../../model/ids.ts';
import type { AppendedEmail } from '../email-store.ts';
import { AccountChange } from './account-change.ts';
import type { BodyRef, MessageRef } from './bodies.ts';
import { addMembership, insertEmail } from './email-changes.ts';
import { SQL } from './statements.ts';
import { findThread, rememberThread } from './threading.ts';
import { storeBody, type WriteContext } from './write-context.ts';

/** A NewEmail as the writer takes it. `receivedAt` in milliseconds. */
export interface AppendArgs {
  readonly message: MessageRef;
  readonly mailboxIds: readonly MailboxId[];
  readonly flags: number;
  readonly custom: string | null;
  readonly deleted: number;
  readonly receivedAt: number;
}

export function appendEmails(
  context: WriteContext,
  accountId: AccountId,
  emails: readonly AppendArgs[],
): AppendedEmail[] {
  const change = new AccountChange(context, accountId);
  const appended = emails.map((email) => appendOne(change, email));
  change.finish();
  return appended;
}

function appendOne(change: AccountChange, args: AppendArgs): AppendedEmail {
  const { context } = change;
  if (args.mailboxIds.length === 0) throw new MailError('invalidArgument', 'An email needs a mailbox');
  const mailboxes = [...new Set(args.mailboxIds)].map((id) => change.requireMailbox(id));
  requireReadable(change, args.message.body);
  const body = storeBody(context, args.message.body, 1);
  if (!change.fits(body.sizeBytes)) throw new MailError('overQuota', 'Mailbox full');
  const { flags, custom, receivedAt, deleted } = args;
  const thread = findThread(change, args.message.threadKeys);
  const email = insertEmail(change, {
    ...body,
    threadId: thread.threadId,
    receivedAt,
    flags,
    custom,
  });
  rememberThread(change, thread, email.threadId);
  const places = mailboxes.map((mailbox) => ({
    mailboxId: mailbox.id,
    uid: addMembership(
      change,
      mailbox,
      { id: email.id, flags, sizeBytes: body.sizeBytes },
      deleted,
      email.modseq,
    ),
    uidValidity: mailbox.uidValidity,
  }));
  return { emailId: email.id, threadId: email.threadId, modseq: email.modseq, places, ...body };
}

/** A body of another account behaves like one that does not exist. */
function requireReadable(change: AccountChange, body: BodyRef): void {
  if (body.kind === 'new') return;
  const { sql } = change.context;
  const isReadable =
    sql.get(SQL.emailOfBlob, body.blobId, change.accountId) ??
    sql.get(SQL.uploadOfBlob, body.blobId, change.accountId);
  if (!isReadable) throw new MailError('blobNotFound', 'No such message body');
}

const MAX_UPLOADED_BYTES = 500 * 1024 * 1024;

export function addUpload(context: WriteContext, accountId: AccountId, body: BodyRef, type: string): BlobId {
  const change = new AccountChange(context, accountId);
  const { blobId, sizeBytes } = storeBody(context, body, 1);
  const used = Number(context.sql.get(SQL.uploadedBytes, accountId)?.[0]);
  if (used + sizeBytes > MAX_UPLOADED_BYTES) throw new MailError('overQuota', 'Too many uploads');
  context.sql.run(SQL.insertUpload, change.accountId, blobId, type, sizeBytes, context.now.getTime());
  return blobId;
}
