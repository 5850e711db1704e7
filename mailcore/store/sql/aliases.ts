import { type Kysely, type Selectable, sql } from 'kysely';
import { MailError } from '../../errors.ts';
import { splitSubaddress } from '../../model/address.ts';
import type { Account } from '../../model/account.ts';
import type { AccountId } from '../../model/ids.ts';
import type { Alias, ResolvedRecipient } from '../directory.ts';
import type { WriteContext } from './write-context.ts';
import { accountOf, requireAccount } from './accounts.ts';
import { findDomain, requireDomain } from './domains.ts';
import type { Schema } from './schema.ts';

type Db = Kysely<Schema>;

export async function listAliases(db: Db, options: { domain?: string } = {}): Promise<Alias[]> {
  let query = db
    .selectFrom('aliases')
    .innerJoin('accounts', 'accounts.id', 'aliases.account_id')
    .innerJoin('domains', 'domains.id', 'aliases.domain_id')
    .select(['aliases.address', 'aliases.account_id', 'accounts.address as account_address'])
    .orderBy('aliases.address');
  if (options.domain !== undefined) query = query.where('domains.name', '=', options.domain);
  const rows = await query.execute();
  return rows.map((row) => ({
    address: row.address,
    accountId: row.account_id as AccountId,
    accountAddress: row.account_address,
  }));
}

export async function addAlias(
  { db, events }: WriteContext,
  address: string,
  accountId: AccountId,
): Promise<void> {
  const domain = await requireDomain(db, address);
  await requireAccount(db, accountId);
  await requireFreeAddress(db, address);
  await db.insertInto('aliases').values({ address, domain_id: domain.id, account_id: accountId }).execute();
  events.directory(accountId);
}

/** One that is not there is no error. */
export async function removeAlias({ db, events }: WriteContext, address: string): Promise<void> {
  const row = await db
    .deleteFrom('aliases')
    .where('address', '=', address)
    .returning('account_id')
    .executeTakeFirst();
  if (row) events.directory(row.account_id as AccountId);
}

/** Accounts and aliases share one name space. Throws `addressTaken`. */
export async function requireFreeAddress(db: Db, address: string): Promise<void> {
  if (await ownerOf(db, address)) throw new MailError('addressTaken', 'The address is taken');
}

async function ownerOf(db: Db, address: string): Promise<AccountId | null> {
  const account = await db
    .selectFrom('accounts')
    .select('id')
    .where('address', '=', address)
    .executeTakeFirst();
  if (account) return account.id as AccountId;
  const alias = await db
    .selectFrom('aliases')
    .select('account_id')
    .where('address', '=', address)
    .executeTakeFirst();
  return alias ? (alias.account_id as AccountId) : null;
}

export async function resolveRecipient(db: Db, address: string): Promise<ResolvedRecipient> {
  const { base, tag } = splitSubaddress(address);
  const exact = await accountAt(db, address);
  if (exact) return { kind: 'account', account: exact, tag: null };
  const tagged = tag === null ? null : await accountAt(db, base);
  if (tagged) return { kind: 'account', account: tagged, tag };
  const domain = await findDomain(db, address.slice(address.lastIndexOf('@') + 1));
  return domain ? { kind: 'unknownUser' } : { kind: 'remote' };
}

/** Asked for every recipient of every message: one statement, and none to build. */
async function accountAt(db: Db, address: string): Promise<Account | null> {
  const { rows } = await sql<Selectable<Schema['accounts']>>`
    SELECT * FROM accounts WHERE address = ${address}
    UNION ALL
    SELECT accounts.* FROM aliases JOIN accounts ON accounts.id = aliases.account_id
    WHERE aliases.address = ${address}`.execute(db);
  return rows[0] ? accountOf(rows[0]) : null;
}

/** RFC 5233: a tag does not change whose address it is. */
export async function maySendAs(db: Db, accountId: AccountId, address: string): Promise<boolean> {
  if ((await ownerOf(db, address)) === accountId) return true;
  const { base, tag } = splitSubaddress(address);
  return tag !== null && (await ownerOf(db, base)) === accountId;
}
