import type { Kysely, Selectable } from 'kysely';
import { MailError } from '../../errors.ts';
import type { Credential, CredentialScope, CredentialVerifiers } from '../../model/account.ts';
import type { AccountId } from '../../model/ids.ts';
import type { NewAppCredential } from '../directory.ts';
import { requireAccount } from './accounts.ts';
import type { Schema } from './schema.ts';
import type { WriteContext } from './write-context.ts';

type Db = Kysely<Schema>;

const HOUR_MS = 3_600_000;

function credentialOf(row: Selectable<Schema['credentials']>): Credential {
  return {
    id: row.id,
    accountId: row.account_id as AccountId,
    kind: row.kind as Credential['kind'],
    label: row.label,
    verifiers: JSON.parse(row.verifiers) as CredentialVerifiers,
    scopes: row.scopes === null ? null : (row.scopes.split(' ') as CredentialScope[]),
    expiresAt: dateOf(row.expires_at),
    createdAt: new Date(row.created_at),
    lastUsedAt: dateOf(row.last_used_at),
    lastUsedAddress: row.last_used_address,
  };
}

function dateOf(ms: number | null): Date | null {
  return ms === null ? null : new Date(ms);
}

export async function listCredentials(db: Db, accountId: AccountId): Promise<Credential[]> {
  const rows = await db
    .selectFrom('credentials')
    .selectAll()
    .where('account_id', '=', accountId)
    .orderBy((eb) => eb.case().when('kind', '=', 'password').then(0).else(1).end())
    .orderBy('id')
    .execute();
  return rows.map(credentialOf);
}

export async function findToken(db: Db, sha256: string): Promise<Credential | null> {
  const row = await db
    .selectFrom('credentials')
    .selectAll()
    .where('token_hash', '=', sha256)
    .executeTakeFirst();
  return row ? credentialOf(row) : null;
}

export async function insertPassword(
  db: Db,
  accountId: AccountId,
  verifiers: CredentialVerifiers,
  now: Date,
): Promise<void> {
  const everywhere = { scopes: null, expiresAt: null };
  await insertCredential(db, { accountId, kind: 'password', label: '', verifiers, ...everywhere, now });
}

export async function setPassword(
  { db, now, events }: WriteContext,
  accountId: AccountId,
  verifiers: CredentialVerifiers,
): Promise<void> {
  await requireAccount(db, accountId);
  await db
    .deleteFrom('credentials')
    .where('account_id', '=', accountId)
    .where('kind', '=', 'password')
    .execute();
  await insertPassword(db, accountId, verifiers, now);
  events.directory(accountId);
}

export async function addVerifiers(
  { db, events }: WriteContext,
  credentialId: number,
  verifiers: CredentialVerifiers,
): Promise<void> {
  const row = await db
    .selectFrom('credentials')
    .select(['account_id', 'verifiers'])
    .where('id', '=', credentialId)
    .executeTakeFirst();
  if (!row) return;
  const all = { ...(JSON.parse(row.verifiers) as CredentialVerifiers), ...verifiers };
  await db
    .updateTable('credentials')
    .set({ verifiers: JSON.stringify(all) })
    .where('id', '=', credentialId)
    .execute();
  events.directory(row.account_id as AccountId);
}

export async function addAppCredential(
  { db, now, events }: WriteContext,
  accountId: AccountId,
  credential: NewAppCredential,
): Promise<Credential> {
  await requireAccount(db, accountId);
  const row = await insertCredential(db, { accountId, ...credential, now });
  events.directory(accountId);
  return credentialOf(row);
}

/** One that is not there, or is the password, is left alone. */
export async function removeAppCredential(
  { db, events }: WriteContext,
  accountId: AccountId,
  credentialId: number,
): Promise<void> {
  await db
    .deleteFrom('credentials')
    .where('id', '=', credentialId)
    .where('account_id', '=', accountId)
    .where('kind', '!=', 'password')
    .execute();
  events.directory(accountId);
}

/** True when the use falls into another hour, or comes from another address, than the last one remembered. */
export async function isTouchDue(
  db: Db,
  credentialId: number,
  at: Date,
  remoteAddress: string,
): Promise<boolean> {
  const row = await db
    .selectFrom('credentials')
    .select(['last_used_at', 'last_used_address'])
    .where('id', '=', credentialId)
    .executeTakeFirst();
  if (!row) return false;
  return (row.last_used_at ?? 0) < hourOf(at) || row.last_used_address !== remoteAddress;
}

export async function touchCredential(
  { db }: WriteContext,
  credentialId: number,
  at: Date,
  remoteAddress: string,
): Promise<void> {
  await db
    .updateTable('credentials')
    .set({ last_used_at: hourOf(at), last_used_address: remoteAddress })
    .where('id', '=', credentialId)
    .execute();
}

function hourOf(at: Date): number {
  return Math.floor(at.getTime() / HOUR_MS) * HOUR_MS;
}

interface NewCredential extends Omit<NewAppCredential, 'kind'> {
  readonly accountId: AccountId;
  readonly kind: Credential['kind'];
  readonly now: Date;
}

async function insertCredential(db: Db, credential: NewCredential) {
  const { accountId, kind, label, verifiers, scopes, expiresAt, now } = credential;
  return db
    .insertInto('credentials')
    .values({
      account_id: accountId,
      kind,
      label,
      verifiers: JSON.stringify(verifiers),
      created_at: now.getTime(),
      last_used_at: null,
      last_used_address: null,
      scopes: scopes?.join(' ') ?? null,
      expires_at: expiresAt?.getTime() ?? null,
      token_hash: kind === 'token' ? (verifiers.sha256 ?? null) : null,
    })
    .returningAll()
    .executeTakeFirstOrThrow(() => new MailError('unavailable', 'The credential was not stored'));
}
