import { type Kysely, type Selectable, sql } from 'kysely';
import { MailError } from '../../errors.ts';
import type { Account, Locale } from '../../model/account.ts';
import type { AccountId, DomainId, ModSeq } from '../../model/ids.ts';
import type { AccountPatch } from '../directory.ts';
import type { WriteContext } from './write-context.ts';
import type { Schema } from './schema.ts';

type Db = Kysely<Schema>;

export function accountOf(row: Selectable<Schema['accounts']>): Account {
  return {
    id: row.id as AccountId,
    domainId: row.domain_id as DomainId,
    address: row.address,
    displayName: row.display_name,
    locale: row.locale as Locale,
    isAdmin: row.is_admin === 1,
    isDisabled: row.is_disabled === 1,
    quotaBytes: row.quota_bytes,
    quotaEmails: row.quota_emails,
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
    quota_emails: patch.quotaEmails,
  };
  if (Object.values(values).some((value) => value !== undefined)) {
    await db.updateTable('accounts').set(values).where('id', '=', id).execute();
  }
  events.directory(id);
  return requireAccount(db, id);
}
