import { type Kysely, sql } from 'kysely';
import type { AccountId, QueueId } from '../../model/ids.ts';
import type { QueueEntry, QueueOutcome } from '../queue-store.ts';
import type { WriteContext } from './write-context.ts';
import { readEntries, removeEntry, requireEntry } from './queue-entries.ts';
import type { Schema } from './schema.ts';
import { recordOutcomes } from './submissions.ts';

type Db = Kysely<Schema>;

export async function leaseQueue(
  { db, isShared }: WriteContext,
  now: Date,
  { owner, limit, leaseMs }: { owner: string; limit: number; leaseMs: number },
): Promise<QueueEntry[]> {
  const due = await dueEntries(db, now, limit);
  const ids = isShared ? await lockUnleased(db, due, now) : due;
  if (ids.length === 0) return [];
  const leaseUntil = now.getTime() + leaseMs;
  await db
    .updateTable('queue_entries')
    .set({ lease_owner: owner, lease_until: leaseUntil })
    .where('id', 'in', ids)
    .execute();
  const entries = await readEntries(db, ids, now);
  return ids.flatMap((id) => entries.filter((entry) => (entry.id as number) === id));
}

async function dueEntries(db: Db, now: Date, limit: number): Promise<number[]> {
  const rows = await db
    .selectFrom('queue_recipients as r')
    .innerJoin('queue_entries as q', 'q.id', 'r.queue_id')
    .select(['q.id', (eb) => eb.fn.min('r.next_attempt_at').as('due_at')])
    .where('r.next_attempt_at', '<=', now.getTime())
    .where('q.lease_until', '<=', now.getTime())
    .groupBy('q.id')
    .orderBy('due_at')
    .orderBy('q.id')
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

/** Passes over what another node is about to lease, or has leased since it was read. */
async function lockUnleased(db: Db, ids: readonly number[], now: Date): Promise<number[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom('queue_entries')
    .select('id')
    .where('id', 'in', ids)
    .where('lease_until', '<=', now.getTime())
    .forUpdate()
    .skipLocked()
    .execute();
  const locked = new Set(rows.map(({ id }) => id));
  return ids.filter((id) => locked.has(id));
}

export async function settleQueue(
  context: WriteContext,
  id: QueueId,
  outcomes: readonly QueueOutcome[],
): Promise<void> {
  const { db } = context;
  const applied: QueueOutcome[] = [];
  for (const outcome of outcomes) if (await applyOutcome(db, id, outcome)) applied.push(outcome);
  await db
    .updateTable('queue_entries')
    .set({ lease_owner: null, lease_until: 0 })
    .where('id', '=', id)
    .execute();
  await recordOutcomes(context, id, applied);
  const waiting = await db
    .selectFrom('queue_recipients')
    .select('address')
    .where('queue_id', '=', id)
    .executeTakeFirst();
  if (!waiting) await removeEntry(context, id);
  context.events.queue();
}

async function applyOutcome(db: Db, id: QueueId, outcome: QueueOutcome): Promise<boolean> {
  if (outcome.result !== 'deferred') {
    const gone = await db
      .deleteFrom('queue_recipients')
      .where('queue_id', '=', id)
      .where('address', '=', outcome.address)
      .executeTakeFirst();
    return gone.numDeletedRows > 0n;
  }
  const deferred = await db
    .updateTable('queue_recipients')
    .set((eb) => ({
      attempts: eb('attempts', '+', 1),
      next_attempt_at: outcome.nextAttemptAt.getTime(),
      last_reply: outcome.reply,
      delay_notified: Number(outcome.delayNotified),
    }))
    .where('queue_id', '=', id)
    .where('address', '=', outcome.address)
    .executeTakeFirst();
  return deferred.numUpdatedRows > 0n;
}

export async function nextDueAt(db: Db): Promise<Date | null> {
  const row = await db
    .selectFrom('queue_recipients as r')
    .innerJoin('queue_entries as q', 'q.id', 'r.queue_id')
    .select(
      sql<
        number | null
      >`min(CASE WHEN q.lease_until > r.next_attempt_at THEN q.lease_until ELSE r.next_attempt_at END)`.as(
        'at',
      ),
    )
    .executeTakeFirst();
  return row?.at == null ? null : new Date(row.at);
}

const DEFAULT_LIMIT = 1_000;

export async function listQueue(
  db: Db,
  options: { accountId?: AccountId; afterId?: QueueId; limit?: number } = {},
): Promise<QueueEntry[]> {
  let query = db
    .selectFrom('queue_entries')
    .select('id')
    .orderBy('id')
    .limit(options.limit ?? DEFAULT_LIMIT);
  if (options.accountId !== undefined) query = query.where('account_id', '=', options.accountId);
  if (options.afterId !== undefined) query = query.where('id', '>', options.afterId);
  const rows = await query.execute();
  return readEntries(
    db,
    rows.map(({ id }) => id),
    null,
  );
}

export async function retryQueue(context: WriteContext, id: QueueId): Promise<void> {
  await requireEntry(context.db, id);
  const { now } = context;
  await context.db
    .updateTable('queue_recipients')
    .set({ next_attempt_at: now.getTime() })
    .where('queue_id', '=', id)
    .execute();
  context.events.queue();
}

export async function cancelQueue(context: WriteContext, id: QueueId): Promise<void> {
  await requireEntry(context.db, id);
  const recipients = await context.db
    .selectFrom('queue_recipients')
    .select('address')
    .where('queue_id', '=', id)
    .execute();
  await context.db.deleteFrom('queue_recipients').where('queue_id', '=', id).execute();
  const outcomes = recipients.map(({ address }) => ({
    address,
    result: 'failed' as const,
    reply: '554 5.4.0 cancelled',
  }));
  await recordOutcomes(context, id, outcomes);
  await removeEntry(context, id);
}
