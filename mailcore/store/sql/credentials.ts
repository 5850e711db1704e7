import type { Kysely, Selectable } from 'kysely';
import { MailError } from '../../errors.ts';
import type { Credential, CredentialVerifiers } from '../../model/account.ts';
import type { AccountId } from '../../model/ids.ts';
import type { WriteContext } from './write-context.ts';
import { requireAccount } from './accounts.ts';
import type { Schema } from './schema.ts';

type Db = Kysely<Schema>;

const HOUR_MS = 3_600_000;

function credentialOf(row: Selectable<Schema['credentials']>): Credential {
  return {
    id: row.id,
    accountId: row.account_id as AccountId,
    kind: row.kind as Credential['kind'],
    label: row.label,
    verifiers: JSON.parse(row.verifiers) as CredentialVerifiers,
    createdAt: new Date(row.created_at),
    lastUsedAt: row.last_used_at === null ? null : new Date(row.last_used_at),
  };
}

export async function listCredentials(db: Db, accountId: AccountId): Promise<Credential[]> {
  const rows = await db
    .selectFrom('credentials')
    .selectAll()
    .where('account_id', '=', accountId)
    .orderBy('kind', 'desc')
    .orderBy('id')
    .execute();
  return rows.map(credentialOf);
}

export async function insertPassword(
  db: Db,
  accountId: AccountId,
  verifiers: CredentialVerifiers,
  now: Date,
): Promise<void> {
  await insertCredential(db, { accountId, kind: 'password', label: '', verifiers, now });
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

export async function addAppPassword(
  { db, now, events }: WriteContext,
  accountId: AccountId,
  label: string,
  verifiers: CredentialVerifiers,
): Promise<Credential> {
  await requireAccount(db, accountId);
  const row = await insertCredential(db, { accountId, kind: 'app', label, verifiers, now });
  events.directory(accountId);
  return credentialOf(row);
}

/** One that is not there, or is the password, is left alone. */
export async function removeAppPassword(
  { db, events }: WriteContext,
  accountId: AccountId,
  credentialId: number,
): Promise<void> {
  await db
    .deleteFrom('credentials')
    .where('id', '=', credentialId)
    .where('account_id', '=', accountId)
    .where('kind', '=', 'app')
    .execute();
  events.directory(accountId);
}

/** True when the use at `at` falls into another hour than the last one remembered. */
export async function isTouchDue(db: Db, credentialId: number, at: Date): Promise<boolean> {
  const row = await db
    .selectFrom('credentials')
    .select('last_used_at')
    .where('id', '=', credentialId)
    .executeTakeFirst();
  return row !== undefined && (row.last_used_at ?? 0) < hourOf(at);
}

export async function touchCredential({ db }: WriteContext, credentialId: number, at: Date): Promise<void> {
  await db
    .updateTable('credentials')
    .set({ last_used_at: hourOf(at) })
    .where('id', '=', credentialId)
    .execute();
}

function hourOf(at: Date): number {
  return Math.floor(at.getTime() / HOUR_MS) * HOUR_MS;
}

interface NewCredential {
  readonly accountId: AccountId;
  readonly kind: Credential['kind'];
  readonly label: string;
  readonly verifiers: CredentialVerifiers;
  readonly now: Date;
}

async function insertCredential(db: Db, { accountId, kind, label, verifiers, now }: NewCredential) {
  return db
    .insertInto('credentials')
    .values({
      account_id: accountId,
      kind,
      label,
      verifiers: JSON.stringify(verifiers),
      created_at: now.getTime(),
      last_used_at: null,
    })
    .returningAll()
    .executeTakeFirstOrThrow(() => new MailError('unavailable', 'The credential was not stored'));
}
