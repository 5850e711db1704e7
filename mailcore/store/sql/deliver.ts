import { MailError } from '../../errors.ts';
import type { Envelope } from '../../model/envelope.ts';
import type { AccountId, BlobId, MailboxId, QueueId, SubmissionId, Uid } from '../../model/ids.ts';
import type { MailboxRole } from '../../model/mailbox.ts';
import type { DeliveryReceipt, NewSubmission } from '../delivery.ts';
import { AccountChange, type MailboxCounters } from './account-change.ts';
import type { MessageRef } from './bodies.ts';
import { addMembership, insertEmail } from './email-changes.ts';
import { applyPatch, destroyById } from './email-patches.ts';
import { SQL } from './statements.ts';
import { findThread, rememberThread } from './threading.ts';
import { addBlobRefs, type StoredBody, storeBody } from './stored-bodies.ts';
import type { WriteContext } from './write-context.ts';

/** A Delivery as the writer takes it. Times are milliseconds. */
export interface DeliverArgs {
  readonly traceId: string;
  readonly message: MessageRef;
  readonly receivedAt: number;
  readonly local: readonly LocalArgs[];
  readonly onOverQuota: 'throw' | 'skip';
  readonly queue: QueueArgs | null;
  readonly submission: NewSubmission | null;
}

interface LocalArgs {
  readonly accountId: AccountId;
  readonly mailbox: MailboxRole | MailboxId;
  readonly flags: number;
  readonly custom: string | null;
}

interface QueueArgs {
  readonly envelope: Envelope;
  readonly accountId: AccountId | null;
  readonly sendAt: number;
}

type Filed = DeliveryReceipt['filed'][number];

export async function deliver(context: WriteContext, args: DeliverArgs): Promise<DeliveryReceipt> {
  const expected = args.local.length + (args.queue ? 1 : 0);
  const body = await storeBody(context, args.message.body, expected);
  const filed: Filed[] = [];
  const overQuota: AccountId[] = [];
  for (const local of args.local) {
    const place = await fileLocally(context, args, local, body);
    if (place) filed.push(place);
    else overQuota.push(local.accountId);
  }
  const queueId = args.queue ? await enqueue(context, args.traceId, args.queue, body.blobId) : null;
  await addBlobRefs(context, body.blobId, -overQuota.length);
  const submissionId = args.submission
    ? await recordSubmission(context, args.submission, queueId, filed.length > 0)
    : null;
  return { blobId: body.blobId, queueId, submissionId, filed, overQuota };
}

/** Null when the account is over quota and the delivery skips such accounts. */
async function fileLocally(
  context: WriteContext,
  args: DeliverArgs,
  local: LocalArgs,
  body: StoredBody,
): Promise<Filed | null> {
  const change = await AccountChange.begin(context, local.accountId);
  if (!change.fits(body.sizeBytes)) {
    if (args.onOverQuota === 'skip') return null;
    throw new MailError('overQuota', 'Mailbox full');
  }
  const { flags, custom, accountId } = local;
  const thread = await findThread(change, args.message.threadKeys);
  const mailbox = await chooseMailbox(change, local.mailbox);
  const email = await insertEmail(change, {
    ...body,
    threadId: thread.threadId,
    receivedAt: args.receivedAt,
    sent: args.message.sent,
    flags,
    custom,
  });
  await rememberThread(change, thread, email.threadId);
  const uid: Uid = await addMembership(
    change,
    mailbox,
    { id: email.id, flags, sizeBytes: body.sizeBytes },
    0,
    email.modseq,
  );
  change.delivered = true;
  await change.finish();
  return { accountId, emailId: email.id, mailboxId: mailbox.id, uid };
}

/** Mail is never refused for a filter that names a mailbox since gone. */
async function chooseMailbox(
  change: AccountChange,
  wanted: MailboxRole | MailboxId,
): Promise<MailboxCounters> {
  const mailbox =
    typeof wanted === 'number' ? await change.mailbox(wanted) : await change.mailboxByRole(wanted);
  const chosen = mailbox ?? (await change.mailboxByRole('inbox'));
  if (!chosen) throw new MailError('mailboxNotFound', 'No such mailbox');
  return chosen;
}

async function enqueue(
  context: WriteContext,
  traceId: string,
  queue: QueueArgs,
  blobId: BlobId,
): Promise<QueueId> {
  const { recipients, ...envelope } = queue.envelope;
  const row = await context.sql.get(
    SQL.insertQueueEntry,
    traceId,
    queue.accountId,
    JSON.stringify(envelope),
    blobId,
    context.now.getTime(),
  );
  const id = Number(row?.[0]) as QueueId;
  for (const { address, notify, orcpt } of recipients) {
    const notifyJson = notify ? JSON.stringify(notify) : null;
    await context.sql.run(SQL.insertQueueRecipient, id, address, notifyJson, orcpt ?? null, queue.sendAt);
  }
  context.events.queue();
  return id;
}

/** RFC 8621 §7.5: the record, and what the client wanted done with its emails on success. */
async function recordSubmission(
  context: WriteContext,
  submission: NewSubmission,
  queueId: QueueId | null,
  hasLocal: boolean,
): Promise<SubmissionId> {
  const change = await AccountChange.begin(context, submission.accountId);
  const email = await context.sql.get(SQL.emailById, submission.emailId, submission.accountId);
  const modseq = change.nextModseq();
  const row = await context.sql.get(
    SQL.insertSubmission,
    submission.accountId,
    submission.identityId,
    submission.emailId,
    email?.[2] ?? 0,
    JSON.stringify(submission.envelope),
    submission.sendAt.getTime(),
    queueId,
    queueId === null ? 'final' : 'pending',
    JSON.stringify(await initialStatus(context, submission.envelope, queueId, hasLocal)),
    modseq,
    modseq,
  );
  change.changed('EmailSubmission');
  for (const patch of submission.emailPatches) await applyPatch(change, patch);
  for (const id of submission.destroyEmails) await destroyById(change, id);
  await change.finish();
  return Number(row?.[0]) as SubmissionId;
}

/** Recipients that went to the queue wait there; the others were filed in this transaction. */
async function initialStatus(
  context: WriteContext,
  envelope: Envelope,
  queueId: QueueId | null,
  hasLocal: boolean,
): Promise<object> {
  const rows = queueId === null ? [] : await context.sql.all(SQL.queuedAddresses, queueId);
  const queued = new Set(rows.map((row) => String(row[0])));
  const local = hasLocal
    ? { smtpReply: '250 2.1.5 delivered', delivered: 'yes' }
    : { smtpReply: '250 2.1.5 accepted', delivered: 'unknown' };
  const waiting = { smtpReply: '250 2.1.5 queued', delivered: 'queued' };
  return Object.fromEntries(
    envelope.recipients.map(({ address }) => [address, queued.has(address) ? waiting : local]),
  );
}
