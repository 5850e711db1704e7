import { MailError } from '../../errors.ts';
import type { AccountId, BlobId, MailboxId } from '../../model/ids.ts';
import type { AppendedEmail } from '../email-store.ts';
import { AccountChange, type Freed, type MailboxCounters } from './account-change.ts';
import type { BodyRef, MessageRef } from './bodies.ts';
import { addMembership, insertEmail } from './email-changes.ts';
import { SQL } from './statements.ts';
import { findThread, rememberThread } from './threading.ts';
import { storeBody } from './stored-bodies.ts';
import type { WriteContext } from './write-context.ts';

/** A NewEmail as the writer takes it. `receivedAt` in milliseconds. */
export interface AppendArgs {
  readonly message: MessageRef;
  readonly mailboxIds: readonly MailboxId[];
  readonly flags: number;
  readonly custom: string | null;
  readonly deleted: number;
  readonly receivedAt: number;
}

export async function appendEmails(
  context: WriteContext,
  accountId: AccountId,
  emails: readonly AppendArgs[],
): Promise<AppendedEmail[]> {
  const change = await AccountChange.begin(context, accountId);
  const appended: AppendedEmail[] = [];
  for (const email of emails) appended.push(await appendOne(change, email));
  await change.finish();
  return appended;
}

/** `freed` leaves the account in the same transaction. */
export async function appendOne(
  change: AccountChange,
  args: AppendArgs,
  freed: Freed = { sizeBytes: 0, emails: 0 },
): Promise<AppendedEmail> {
  const { context } = change;
  if (args.mailboxIds.length === 0) throw new MailError('invalidArgument', 'An email needs a mailbox');
  const mailboxes: MailboxCounters[] = [];
  for (const id of new Set(args.mailboxIds)) mailboxes.push(await change.requireMailbox(id));
  await requireReadable(change, args.message.body);
  const body = await storeBody(context, args.message.body, 1);
  if (!change.fits(body.sizeBytes, freed)) throw new MailError('overQuota', 'Mailbox full');
  const { flags, custom, receivedAt, deleted } = args;
  const thread = await findThread(change, args.message.threadKeys);
  const email = await insertEmail(change, {
    ...body,
    threadId: thread.threadId,
    receivedAt,
    sent: args.message.sent,
    flags,
    custom,
  });
  await rememberThread(change, thread, email.threadId);
  const row = { id: email.id, flags, sizeBytes: body.sizeBytes };
  const places: AppendedEmail['places'][number][] = [];
  for (const mailbox of mailboxes) {
    const uid = await addMembership(change, mailbox, row, deleted, email.modseq);
    places.push({ mailboxId: mailbox.id, uid, uidValidity: mailbox.uidValidity });
  }
  return { emailId: email.id, threadId: email.threadId, modseq: email.modseq, places, ...body };
}

/** A body of another account behaves like one that does not exist. */
async function requireReadable(change: AccountChange, body: BodyRef): Promise<void> {
  if (body.kind === 'new') return;
  const { sql } = change.context;
  const isReadable =
    (await sql.get(SQL.emailOfBlob, body.blobId, change.accountId)) ??
    (await sql.get(SQL.uploadOfBlob, body.blobId, change.accountId));
  if (!isReadable) throw new MailError('blobNotFound', 'No such message body');
}

const MAX_UPLOADED_BYTES = 500 * 1024 * 1024;

export async function addUpload(
  context: WriteContext,
  accountId: AccountId,
  body: BodyRef,
  type: string,
): Promise<BlobId> {
  const change = await AccountChange.begin(context, accountId);
  const { blobId, sizeBytes } = await storeBody(context, body, 1);
  const used = Number((await context.sql.get(SQL.uploadedBytes, accountId))?.[0]);
  if (used + sizeBytes > MAX_UPLOADED_BYTES) throw new MailError('overQuota', 'Too many uploads');
  await context.sql.run(SQL.insertUpload, change.accountId, blobId, type, sizeBytes, context.now.getTime());
  return blobId;
}
