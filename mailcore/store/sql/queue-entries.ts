import type { Kysely, Selectable } from 'kysely';
import { MailError } from '../../errors.ts';
import type { AccountId, QueueId } from '../../model/ids.ts';
import type { QueuedRecipient, QueueEntry } from '../queue-store.ts';
import type { Schema } from './schema.ts';
import { addBlobRefs } from './stored-bodies.ts';
import type { WriteContext } from './write-context.ts';

type Db = Kysely<Schema>;

export async function requireEntry(db: Db, id: QueueId): Promise<Selectable<Schema['queue_entries']>> {
  const row = await db.selectFrom('queue_entries').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) throw new MailError('queueEntryNotFound', 'No such entry in the queue');
  return row;
}

/** Lets go of the body, too. Passes over one that is gone. */
export async function removeEntry(context: WriteContext, id: QueueId): Promise<void> {
  await context.db.deleteFrom('queue_recipients').where('queue_id', '=', id).execute();
  const row = await context.db
    .deleteFrom('queue_entries')
    .where('id', '=', id)
    .returning('blob_id')
    .executeTakeFirst();
  if (row) await addBlobRefs(context, row.blob_id, -1);
}

/** Ascending by id; with `dueAt`, only the recipients due then. */
export async function readEntries(db: Db, ids: readonly number[], dueAt: Date | null): Promise<QueueEntry[]> {
  if (ids.length === 0) return [];
  const entries = await db
    .selectFrom('queue_entries as q')
    .innerJoin('blobs as b', 'b.id', 'q.blob_id')
    .select([
      'q.id',
      'trace_id',
      'account_id',
      'q.envelope',
      'queued_at',
      'container',
      'start_offset',
      'size_bytes',
    ])
    .where('q.id', 'in', ids)
    .orderBy('q.id')
    .execute();
  let query = db.selectFrom('queue_recipients').selectAll().where('queue_id', 'in', ids).orderBy('address');
  if (dueAt) query = query.where('next_attempt_at', '<=', dueAt.getTime());
  const recipients = Map.groupBy(await query.execute(), ({ queue_id }) => queue_id);
  return entries.map((row) => ({
    id: row.id as QueueId,
    traceId: row.trace_id,
    accountId: row.account_id as AccountId | null,
    envelope: JSON.parse(row.envelope) as QueueEntry['envelope'],
    location: { container: row.container, offset: row.start_offset, sizeBytes: row.size_bytes },
    sizeBytes: row.size_bytes,
    queuedAt: new Date(row.queued_at),
    recipients: (recipients.get(row.id) ?? []).map(recipientOf),
  }));
}

function recipientOf(row: Selectable<Schema['queue_recipients']>): QueuedRecipient {
  return {
    address: row.address,
    ...(row.notify === null ? {} : { notify: JSON.parse(row.notify) as QueuedRecipient['notify'] }),
    ...(row.orcpt === null ? {} : { orcpt: row.orcpt }),
    attempts: row.attempts,
    nextAttemptAt: new Date(row.next_attempt_at),
    lastReply: row.last_reply,
    delayNotified: row.delay_notified === 1,
  };
}
