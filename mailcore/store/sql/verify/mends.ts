import { sql } from 'kysely';
import type { AccountId, EmailId, MailboxId, QueueId } from '../../../model/ids.ts';
import { AccountChange } from '../account-change.ts';
import { addMembership, findEmail, saveEmail } from '../email-changes.ts';
import type { WriteContext } from '../write-context.ts';
import { bumpAccount } from '../modseq.ts';
import { removeEntry } from '../queue-entries.ts';
import { forgetRetained } from '../retention-steps.ts';
import { TOMBSTONE } from '../tombstones.ts';
import type { CheckRow } from './check-row.ts';
import { mendThread } from './thread-mends.ts';

type Mend = (context: WriteContext, row: CheckRow) => Promise<unknown> | void;

const account = (row: CheckRow): number => row.account_id ?? 0;
const mailbox = (row: CheckRow): number => row.mailbox_id ?? 0;
const object = (row: CheckRow): number => row.id ?? 0;

/** Each derives anew, inside its transaction, what a check found wrong a moment before. */
const MENDS = {
  accountCounters: ({ db }, row) =>
    sql`UPDATE accounts SET
      used_bytes = (SELECT coalesce(sum(size_bytes), 0) FROM emails WHERE account_id = accounts.id),
      email_count = (SELECT count(*) FROM emails WHERE account_id = accounts.id) WHERE id = ${account(row)}`.execute(
      db,
    ),
  mailboxCounters: async (context, row) => {
    const id = mailbox(row);
    const modseq = await bumpAccount(context, account(row) as AccountId, ['Mailbox'], [id as MailboxId]);
    const emails = sql`FROM memberships m JOIN emails e ON e.id = m.email_id WHERE m.mailbox_id = mailboxes.id`;
    await sql`UPDATE mailboxes SET modseq = ${modseq},
      total_emails = (SELECT count(*) ${emails}),
      size_bytes = (SELECT coalesce(sum(e.size_bytes), 0) ${emails}),
      unread_emails = (SELECT count(*) ${emails} AND (e.flags & 9) = 0) WHERE id = ${id}`.execute(context.db);
  },
  uidNext: ({ db }, row) =>
    sql`UPDATE mailboxes SET uidnext = 1 + (SELECT max(uid) FROM
      (SELECT uid FROM memberships WHERE mailbox_id = ${mailbox(row)}
       UNION ALL SELECT uid FROM tombstones WHERE type = ${TOMBSTONE.membership} AND parent_id = ${mailbox(row)}) u)
      WHERE id = ${mailbox(row)}`.execute(db),
  accountModseq: ({ db }, row) =>
    sql`UPDATE accounts SET modseq = (SELECT max(modseq) FROM
      (SELECT max(modseq) AS modseq FROM emails WHERE account_id = ${account(row)}
       UNION ALL SELECT max(modseq) FROM mailboxes WHERE account_id = ${account(row)}
       UNION ALL SELECT max(modseq) FROM identities WHERE account_id = ${account(row)}
       UNION ALL SELECT max(modseq) FROM submissions WHERE account_id = ${account(row)}
       UNION ALL SELECT max(modseq) FROM tombstones WHERE account_id = ${account(row)}
       UNION ALL SELECT forgotten_modseq FROM accounts WHERE id = ${account(row)}) x) WHERE id = ${account(row)}`.execute(
      db,
    ),
  mailboxModseq: ({ db }, row) =>
    sql`UPDATE mailboxes SET modseq =
      (SELECT max(e.modseq) FROM memberships m JOIN emails e ON e.id = m.email_id WHERE m.mailbox_id = ${mailbox(row)})
      WHERE id = ${mailbox(row)}`.execute(db),
  emailModseq: ({ db }, row) =>
    sql`UPDATE emails SET created_modseq = modseq WHERE id = ${object(row)}`.execute(db),
  mailboxParent: async (context, row) => {
    const id = mailbox(row);
    const modseq = await bumpAccount(context, account(row) as AccountId, ['Mailbox'], [id as MailboxId]);
    // At the root another may have the name already.
    await sql`UPDATE mailboxes SET parent_id = NULL, modseq = ${modseq}, properties_modseq = ${modseq},
      name = CASE WHEN EXISTS (SELECT 1 FROM mailboxes o
        WHERE o.account_id = mailboxes.account_id AND o.parent_id IS NULL AND o.name = mailboxes.name)
        THEN name || ' (' || id || ')' ELSE name END WHERE id = ${id}`.execute(context.db);
  },
  membership: async (context, row) => {
    const [id, uid] = [mailbox(row), row.uid ?? 0];
    const { db } = context;
    await db.deleteFrom('memberships').where('mailbox_id', '=', id).where('uid', '=', uid).execute();
    if (row.account_id == null) return;
    const modseq = await bumpAccount(context, row.account_id as AccountId, ['Mailbox'], [id as MailboxId]);
    const [type, object_id] = [TOMBSTONE.membership, object(row)];
    const tombstone = { account_id: row.account_id, modseq, type, object_id, parent_id: id, uid };
    await db
      .insertInto('tombstones')
      .values({ ...tombstone, created_modseq: 0 })
      .execute();
    await db.updateTable('mailboxes').set({ modseq }).where('id', '=', id).execute();
  },
  placelessEmail: async (context, row) => {
    const change = await AccountChange.begin(context, account(row) as AccountId);
    const inbox = await change.mailboxByRole('inbox');
    const email = await findEmail(change, object(row) as EmailId);
    if (!inbox || !email) return;
    const modseq = change.nextModseq();
    const { id, sizeBytes, keywords } = email;
    await saveEmail(change, email, keywords, modseq);
    await addMembership(change, inbox, { id, flags: keywords.flags, sizeBytes }, 0, modseq);
    await change.finish();
  },
  thread: mendThread,
  membershipTombstone: ({ db }, row) =>
    db
      .deleteFrom('tombstones')
      .where('type', '=', TOMBSTONE.membership)
      .where('account_id', '=', account(row))
      .where('parent_id', '=', mailbox(row))
      .where('uid', '=', row.uid ?? 0)
      .execute(),
  emailTombstone: ({ db }, row) =>
    db
      .deleteFrom('tombstones')
      .where('type', '=', TOMBSTONE.email)
      .where('account_id', '=', account(row))
      .where('object_id', '=', object(row))
      .execute(),
  accountTombstones: ({ db }, row) =>
    db.deleteFrom('tombstones').where('account_id', '=', object(row)).execute(),
  bodyReferences: ({ db }, row) =>
    db
      .updateTable('blobs')
      .set({ refs: Number(row.real) })
      .where('id', '=', object(row))
      .where('refs', '=', Number(row.stored))
      .execute(),
  upload: ({ db }, row) =>
    db
      .deleteFrom('uploads')
      .where('account_id', '=', account(row))
      .where('blob_id', '=', object(row))
      .execute(),
  retained: (context, row) => forgetRetained(context, [object(row)]),
  queueEntry: (context, row) => removeEntry(context, object(row) as QueueId),
  queueRecipients: ({ db }, row) =>
    db.deleteFrom('queue_recipients').where('queue_id', '=', object(row)).execute(),
  submission: async (context, row) => {
    const modseq = await bumpAccount(context, account(row) as AccountId, ['EmailSubmission']);
    await context.db
      .updateTable('submissions')
      .set({ modseq, undo_status: 'final' })
      .where('id', '=', object(row))
      .execute();
  },
} as const satisfies Record<string, Mend>;

export type MendName = keyof typeof MENDS;

/** Mends one row that a check with this mend found. */
export async function mend(context: WriteContext, name: MendName, row: CheckRow): Promise<void> {
  const run: Mend = MENDS[name];
  await run(context, row);
}
