import type { Account } from '../../model/account.ts';
import type { AccountId, ModSeq } from '../../model/ids.ts';
import type { NewAccount } from '../directory.ts';
import type { WriteContext } from './write-context.ts';
import { requireAccount } from './accounts.ts';
import { requireFreeAddress } from './aliases.ts';
import { insertPassword } from './credentials.ts';
import { requireDomain } from './domains.ts';
import { announceLoss } from './grants.ts';
import { insertIdentity } from './identities.ts';
import { insertDefaultMailboxes, mailboxIdsOf } from './mailboxes.ts';

export async function addAccount({ db, now, events }: WriteContext, account: NewAccount): Promise<Account> {
  const domain = await requireDomain(db, account.address);
  await requireFreeAddress(db, account.address);
  const { id } = await db
    .insertInto('accounts')
    .values({
      domain_id: domain.id,
      address: account.address,
      display_name: account.displayName,
      locale: account.locale,
      is_admin: Number(account.isAdmin),
      is_disabled: 0,
      quota_bytes: account.quotaBytes,
      created_at: now.getTime(),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const accountId = id as AccountId;
  await insertDefaultMailboxes(db, accountId, now);
  await insertIdentity(db, accountId, { name: account.displayName, email: account.address }, 1 as ModSeq);
  await insertPassword(db, accountId, account.verifiers, now);
  events.directory(accountId);
  return requireAccount(db, accountId);
}

const MAIL_TABLES = [
  'emails',
  'thread_refs',
  'tombstones',
  'uploads',
  'submissions',
  'retained_emails',
  'retained_mailboxes',
] as const;

/** Rows with foreign keys go by themselves; the mail tables are emptied here. */
export async function removeAccount(context: WriteContext, id: AccountId): Promise<void> {
  const { db, events } = context;
  await requireAccount(db, id);
  await announceLoss(context, await mailboxIdsOf(db, id));
  for (const table of ['emails', 'uploads', 'retained_emails'] as const) {
    await context.sql.run(
      `UPDATE blobs SET refs = refs - used.count
       FROM (SELECT blob_id, count(*) AS count FROM ${table} WHERE account_id = ? GROUP BY blob_id) AS used
       WHERE blobs.id = used.blob_id`,
      id,
    );
  }
  await context.sql.run(
    'DELETE FROM memberships WHERE mailbox_id IN (SELECT id FROM mailboxes WHERE account_id = ?)',
    id,
  );
  for (const table of MAIL_TABLES) {
    await db.deleteFrom(table).where('account_id', '=', id).execute();
  }
  await db.updateTable('queue_entries').set({ account_id: null }).where('account_id', '=', id).execute();
  await db.deleteFrom('accounts').where('id', '=', id).execute();
  events.directory(id);
}
