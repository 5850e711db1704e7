import type { Kysely } from 'kysely';
import { MailError } from '../../errors.ts';
import type { Domain } from '../../model/account.ts';
import { normaliseDomain } from '../../model/address.ts';
import type { DomainId } from '../../model/ids.ts';
import type { WriteContext } from './write-context.ts';
import type { Schema } from './schema.ts';

type Db = Kysely<Schema>;

function domainOf(row: { id: number; name: string; created_at: number }): Domain {
  return { id: row.id as DomainId, name: row.name, createdAt: new Date(row.created_at) };
}

export async function listDomains(db: Db): Promise<Domain[]> {
  const rows = await db.selectFrom('domains').selectAll().orderBy('name').execute();
  return rows.map(domainOf);
}

export async function findDomain(db: Db, name: string): Promise<Domain | null> {
  const row = await db.selectFrom('domains').selectAll().where('name', '=', name).executeTakeFirst();
  return row ? domainOf(row) : null;
}

/** The domain of an address. Throws `domainNotFound`. */
export async function requireDomain(db: Db, address: string): Promise<Domain> {
  const domain = await findDomain(db, address.slice(address.lastIndexOf('@') + 1));
  if (!domain) throw new MailError('domainNotFound', 'No such domain here');
  return domain;
}

export async function addDomain({ db, now, events }: WriteContext, name: string): Promise<Domain> {
  const normal = normaliseDomain(name);
  if (normal === null || normal.startsWith('[')) throw new MailError('invalidArgument', 'Not a domain name');
  if (await findDomain(db, normal)) throw new MailError('alreadyExists', 'The domain exists already');
  const row = await db
    .insertInto('domains')
    .values({ name: normal, created_at: now.getTime() })
    .returningAll()
    .executeTakeFirstOrThrow();
  events.directory(null);
  return domainOf(row);
}

export async function removeDomain({ db, events }: WriteContext, name: string): Promise<void> {
  const domain = await findDomain(db, normaliseDomain(name) ?? name);
  if (!domain) throw new MailError('domainNotFound', 'No such domain here');
  for (const table of ['accounts', 'aliases'] as const) {
    const inUse = await db
      .selectFrom(table)
      .select('address')
      .where('domain_id', '=', domain.id)
      .executeTakeFirst();
    if (inUse) throw new MailError('domainNotEmpty', 'The domain still has accounts or aliases');
  }
  await db.deleteFrom('domains').where('id', '=', domain.id).execute();
  events.directory(null);
}
