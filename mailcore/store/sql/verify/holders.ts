import type { Kysely } from 'kysely';
import type { AccountId, BlobId, EmailId, QueueId, ThreadId } from '../../../model/ids.ts';
import type { Schema } from '../schema.ts';
import type { SentDate } from '../sent-date.ts';

/** One thing that refers to a body: a place of an email, or a queue entry. */
export interface Holder {
  readonly accountId: AccountId | null;
  readonly mailboxId: number | null;
  readonly uid: number | null;
  readonly emailId: EmailId | null;
  readonly threadId: ThreadId | null;
  /** The date that an email carries. */
  readonly sent: SentDate | null;
  readonly queueId: QueueId | null;
}

export async function findHolders(db: Kysely<Schema>, blobId: BlobId): Promise<Holder[]> {
  const emails = await db
    .selectFrom('emails as e')
    .leftJoin('memberships as m', 'm.email_id', 'e.id')
    .select(['e.account_id', 'm.mailbox_id', 'm.uid', 'e.id', 'e.thread_id', 'e.sent_at', 'e.sent_offset'])
    .where('e.blob_id', '=', blobId)
    .execute();
  const entries = await db
    .selectFrom('queue_entries')
    .select(['id', 'account_id'])
    .where('blob_id', '=', blobId)
    .execute();
  return [
    ...emails.map((row) => ({
      accountId: row.account_id as AccountId,
      mailboxId: row.mailbox_id,
      uid: row.uid,
      emailId: row.id as EmailId,
      threadId: row.thread_id as ThreadId,
      sent: { at: row.sent_at, offsetMinutes: row.sent_offset },
      queueId: null,
    })),
    ...entries.map((row) => ({
      accountId: row.account_id as AccountId | null,
      mailboxId: null,
      uid: null,
      emailId: null,
      threadId: null,
      sent: null,
      queueId: row.id as QueueId,
    })),
  ];
}
