import type { Kysely, Selectable } from 'kysely';
import { MailError } from '../../errors.ts';
import type {
  AccountId,
  EmailId,
  IdentityId,
  ModSeq,
  QueueId,
  SubmissionId,
  ThreadId,
} from '../../model/ids.ts';
import type { QueueOutcome } from '../queue-store.ts';
import type { DeliveryStatus, Submission } from '../submission-store.ts';
import type { WriteContext } from './write-context.ts';
import { bumpAccount } from './modseq.ts';
import { removeEntry } from './queue-entries.ts';
import type { Schema } from './schema.ts';
import { TOMBSTONE } from './tombstones.ts';

type Db = Kysely<Schema>;
type Row = Selectable<Schema['submissions']>;

function submissionOf(row: Row): Submission {
  return {
    id: row.id as SubmissionId,
    identityId: row.identity_id as IdentityId,
    emailId: row.email_id as EmailId,
    threadId: row.thread_id as ThreadId,
    envelope: JSON.parse(row.envelope) as Submission['envelope'],
    sendAt: new Date(row.send_at),
    undoStatus: row.undo_status as Submission['undoStatus'],
    deliveryStatus: JSON.parse(row.delivery_status) as Submission['deliveryStatus'],
    createdModseq: row.created_modseq as ModSeq,
    modseq: row.modseq as ModSeq,
  };
}

export async function listSubmissions(db: Db, accountId: AccountId): Promise<Submission[]> {
  const rows = await db
    .selectFrom('submissions')
    .selectAll()
    .where('account_id', '=', accountId)
    .orderBy('id')
    .execute();
  return rows.map(submissionOf);
}

/** In the order of `ids`; unknown ones are missing. */
export async function getSubmissions(
  db: Db,
  accountId: AccountId,
  ids: readonly SubmissionId[],
): Promise<Submission[]> {
  const found: Submission[] = [];
  for (const id of ids) {
    const row = await findRow(db, accountId, id);
    if (row) found.push(submissionOf(row));
  }
  return found;
}

async function findRow(db: Db, accountId: AccountId, id: SubmissionId): Promise<Row | undefined> {
  return db
    .selectFrom('submissions')
    .selectAll()
    .where('id', '=', id)
    .where('account_id', '=', accountId)
    .executeTakeFirst();
}

/** Throws `invalidArgument` when there is no such submission. */
export async function cancelSubmission(
  context: WriteContext,
  accountId: AccountId,
  id: SubmissionId,
): Promise<void> {
  const row = await findRow(context.db, accountId, id);
  if (!row) throw new MailError('invalidArgument', 'No such submission');
  if (row.undo_status === 'canceled') return;
  if (row.undo_status === 'final' || row.queue_id === null || (await isBeingSent(context, row.queue_id))) {
    throw new MailError('forbidden', 'The message has left already');
  }
  await removeEntry(context, row.queue_id as QueueId);
  await save(context, row, 'canceled', JSON.parse(row.delivery_status) as Statuses);
}

/** A leased entry is in somebody's hands; one that is gone was sent. */
async function isBeingSent({ db, now }: WriteContext, queueId: number): Promise<boolean> {
  const entry = await db
    .selectFrom('queue_entries')
    .select('lease_until')
    .where('id', '=', queueId)
    .executeTakeFirst();
  return !entry || entry.lease_until > now.getTime();
}

export async function destroySubmissions(
  context: WriteContext,
  accountId: AccountId,
  ids: readonly SubmissionId[],
): Promise<{ notFound: SubmissionId[] }> {
  const notFound: SubmissionId[] = [];
  for (const id of ids) {
    const row = await findRow(context.db, accountId, id);
    if (row) await destroy(context, row);
    else notFound.push(id);
  }
  return { notFound };
}

async function destroy(context: WriteContext, row: Row): Promise<void> {
  const modseq = await bumpAccount(context, row.account_id as AccountId, ['EmailSubmission']);
  await context.db.deleteFrom('submissions').where('id', '=', row.id).execute();
  await context.db
    .insertInto('tombstones')
    .values({
      account_id: row.account_id,
      modseq,
      type: TOMBSTONE.submission,
      object_id: row.id,
      parent_id: 0,
      uid: 0,
      created_modseq: row.created_modseq,
    })
    .execute();
}

type Statuses = Record<string, DeliveryStatus>;

const DELIVERED = { delivered: 'yes', failed: 'no', deferred: 'queued' } as const;

/** Carries what became of queued recipients into the record of their submission. RFC 8621 §7. */
export async function recordOutcomes(
  context: WriteContext,
  queueId: QueueId,
  outcomes: readonly QueueOutcome[],
): Promise<void> {
  if (outcomes.length === 0) return;
  const row = await context.db
    .selectFrom('submissions')
    .selectAll()
    .where('queue_id', '=', queueId)
    .executeTakeFirst();
  if (!row) return;
  const statuses = JSON.parse(row.delivery_status) as Statuses;
  for (const { address, reply, result } of outcomes) {
    statuses[address] = { smtpReply: reply, delivered: DELIVERED[result] };
  }
  const untried = await context.db
    .selectFrom('queue_recipients')
    .select('address')
    .where('queue_id', '=', queueId)
    .where('attempts', '=', 0)
    .executeTakeFirst();
  await save(context, row, untried ? 'pending' : 'final', statuses);
}

async function save(
  context: WriteContext,
  row: Row,
  undoStatus: Submission['undoStatus'],
  statuses: Statuses,
): Promise<void> {
  const modseq = await bumpAccount(context, row.account_id as AccountId, ['EmailSubmission']);
  await context.db
    .updateTable('submissions')
    .set({ modseq, undo_status: undoStatus, delivery_status: JSON.stringify(statuses) })
    .where('id', '=', row.id)
    .execute();
}
