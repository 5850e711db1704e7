import type { AccountId, BlobId, ThreadId } from '../../../model/ids.ts';
import type { MessageSummary } from '../../../model/content.ts';
import type { ContentColumns } from '../bodies.ts';
import { sentDateOf } from '../sent-date.ts';
import type { WriteContext } from '../write-context.ts';
import { bumpAccount } from '../modseq.ts';
import type { CheckRow } from './check-row.ts';

/** Names a thread of one account for its oldest email, as every thread is. */
export async function mendThread(context: WriteContext, row: CheckRow): Promise<void> {
  const { db } = context;
  const accountId = (row.account_id ?? 0) as AccountId;
  const before = Number(row.stored);
  const emails = await db
    .selectFrom('emails')
    .select('id')
    .where('account_id', '=', accountId)
    .where('thread_id', '=', before)
    .orderBy('id')
    .execute();
  const [oldest] = emails;
  if (!oldest) return;
  for (const { id } of emails) {
    const modseq = await bumpAccount(context, accountId, ['Email', 'Thread']);
    await db.updateTable('emails').set({ thread_id: oldest.id, modseq }).where('id', '=', id).execute();
    await db
      .updateTable('mailboxes')
      .set({ modseq })
      .where('id', 'in', db.selectFrom('memberships').select('mailbox_id').where('email_id', '=', id))
      .execute();
  }
  await db
    .updateTable('thread_refs')
    .set({ thread_id: oldest.id })
    .where('account_id', '=', accountId)
    .where('thread_id', '=', before)
    .execute();
}

/** Lets later answers find the thread of an email again: by those of its keys that lead to no living thread. */
export async function mendThreadKeys(
  { db }: WriteContext,
  accountId: AccountId,
  threadId: ThreadId,
  keys: readonly number[],
): Promise<void> {
  for (const hash of keys) {
    const living = await db
      .selectFrom('thread_refs as r')
      .innerJoin('emails as e', 'e.thread_id', 'r.thread_id')
      .select('r.hash')
      .where('r.account_id', '=', accountId)
      .where('r.hash', '=', hash)
      .limit(1)
      .executeTakeFirst();
    if (living) continue;
    await db
      .insertInto('thread_refs')
      .values({ account_id: accountId, hash, thread_id: threadId })
      .onConflict((conflict) => conflict.columns(['account_id', 'hash']).doUpdateSet({ thread_id: threadId }))
      .execute();
  }
}

/** Writes what was derived anew from the bytes of a body, the date that its emails carry with it. */
export async function mendContent(
  { db }: WriteContext,
  blobId: BlobId,
  { envelope, bodyStructure, structure, summary }: ContentColumns,
): Promise<void> {
  await db
    .updateTable('blobs')
    .set({ envelope, body_structure: bodyStructure, structure, summary })
    .where('id', '=', blobId)
    .execute();
  const { at, offsetMinutes } = sentDateOf((JSON.parse(summary) as MessageSummary).sentAt);
  await db
    .updateTable('emails')
    .set({ sent_at: at, sent_offset: offsetMinutes })
    .where('blob_id', '=', blobId)
    .execute();
}
