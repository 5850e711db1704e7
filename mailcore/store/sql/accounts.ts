import { type Kysely, type Selectable, sql } from 'kysely';
import { MailError } from '../../errors.ts';
import type { Account, Locale } from '../../model/account.ts';
import type { AccountId, DomainId, ModSeq } from '../../model/ids.ts';
import type { AccountPatch, NewAccount } from '../directory.ts';
import type { WriteContext } from '../sqlite/write-context.ts';
import { requireFreeAddress } from './aliases.ts';
import { insertPassword } from './credentials.ts';
import { requireDomain } from './domains.ts';
import { insertIdentity } from './identities.ts';
import { insertDefaultMailboxes } from './mailboxes.ts';
import type { Schema } from './schema.ts';

type Db = Kysely<Schema>;

function accountOf(row: Selectable<Schema['accounts']>): Account {
  return {
    id: row.id as AccountId,
    domainId: row.domain_id as DomainId,
    address: row.address,
    displayName: row.display_name,
    locale: row.locale as Locale,
    isAdmin: row.is_admin === 1,
    isDisabled: row.is_disabled === 1,
    quotaBytes: row.quota_bytes,
    usedBytes: row.used_bytes,
    emailCount: row.email_count,
    modseq: row.modseq as ModSeq,
    createdAt: new Date(row.created_at),
  };
}

export async function getAccount(db: Db, id: AccountId): Promise<Account | null> {
  const row = await db.selectFrom('accounts').selectAll().where('id', '=', id).executeTakeFirst();
  return row ? accountOf(row) : null;
}

/** Throws `accountNotFound`. */
export async function requireAccount(db: Db, id: AccountId): Promise<Account> {
  const account = await getAccount(db, id);
  if (!account) throw new MailError('accountNotFound', 'No such account');
  return account;
}

export async function findAccount(db: Db, address: string): Promise<Account | null> {
  const row = await db.selectFrom('accounts').selectAll().where('address', '=', address).executeTakeFirst();
  return row ? accountOf(row) : null;
}

const DEFAULT_LIMIT = 1_000;

export async function listAccounts(
  db: Db,
  options: { domain?: string; query?: string; after?: string; limit?: number } = {},
): Promise<Account[]> {
  let query = db.selectFrom('accounts').selectAll('accounts').orderBy('address');
  const { domain, after, query: text } = options;
  if (domain !== undefined) {
    query = query.innerJoin('domains', 'domains.id', 'accounts.domain_id').where('domains.name', '=', domain);
  }
  if (after !== undefined) query = query.where('address', '>', after);
  if (text) {
    const pattern = `%${text.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
    query = query.where(
      sql<boolean>`(lower(address) LIKE ${pattern} ESCAPE '\\' OR lower(display_name) LIKE ${pattern} ESCAPE '\\')`,
    );
  }
  const rows = await query.limit(options.limit ?? DEFAULT_LIMIT).execute();
  return rows.map(accountOf);
}

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

export async function updateAccount(
  { db, events }: WriteContext,
  id: AccountId,
  patch: AccountPatch,
): Promise<Account> {
  await requireAccount(db, id);
  const values = {
    display_name: patch.displayName,
    locale: patch.locale,
    is_admin: patch.isAdmin === undefined ? undefined : Number(patch.isAdmin),
    is_disabled: patch.isDisabled === undefined ? undefined : Number(patch.isDisabled),
    quota_bytes: patch.quotaBytes,
  };
  if (Object.values(values).some((value) => value !== undefined)) {
    await db.updateTable('accounts').set(values).where('id', '=', id).execute();
  }
  events.directory(id);
  return requireAccount(db, id);
}

/** Rows with foreign keys go by themselves; the mail tables are emptied here. */
export async function removeAccount(context: WriteContext, id: AccountId): Promise<void> {
  const { db, events } = context;
  await requireAccount(db, id);
  for (const table of ['emails', 'uploads'] as const) {
    context.sql.run(
      `UPDATE blobs SET refs = refs - used.count
       FROM (SELECT blob_id, count(*) AS count FROM ${table} WHERE account_id = ? GROUP BY blob_id) AS used
       WHERE blobs.id = used.blob_id`,
      id,
    );
  }
  context.sql.run(
    'DELETE FROM memberships WHERE mailbox_id IN (SELECT id FROM mailboxes WHERE account_id = ?)',
    id,
  );
  for (const table of ['emails', 'thread_refs', 'tombstones', 'uploads', 'submissions'] as const) {
    await db.deleteFrom(table).where('account_id', '=', id).execute();
  }
  await db.updateTable('queue_entries').set({ account_id: null }).where('account_id', '=', id).execute();
  await db.deleteFrom('accounts').where('id', '=', id).execute();
  events.directory(id);
}
