import type { Kysely } from 'kysely';
import { MailError } from '../../errors.ts';
import type { Identity } from '../../model/account.ts';
import type { AccountId, IdentityId, ModSeq } from '../../model/ids.ts';
import { canonicalAddress } from '../../model/address.ts';
import type { NewIdentity } from '../directory.ts';
import type { WriteContext } from './write-context.ts';
import { maySendAs } from './aliases.ts';
import { bumpAccount } from './modseq.ts';
import type { Schema } from './schema.ts';
import { TOMBSTONE } from './tombstones.ts';

type Db = Kysely<Schema>;

export async function listIdentities(db: Db, accountId: AccountId): Promise<Identity[]> {
  const rows = await db
    .selectFrom('identities')
    .innerJoin('accounts', 'accounts.id', 'identities.account_id')
    .selectAll('identities')
    .select('accounts.address')
    .where('account_id', '=', accountId)
    .orderBy('identities.id')
    .execute();
  return rows.map((row) => ({
    id: row.id as IdentityId,
    accountId,
    name: row.name,
    email: row.email,
    replyTo: parseAddresses(row.reply_to),
    bcc: parseAddresses(row.bcc),
    textSignature: row.text_signature,
    htmlSignature: row.html_signature,
    mayDelete: row.email !== row.address,
    createdModseq: row.created_modseq as ModSeq,
    modseq: row.modseq as ModSeq,
  }));
}

export async function addIdentity(
  context: WriteContext,
  accountId: AccountId,
  identity: NewIdentity,
): Promise<Identity> {
  const address = canonicalAddress(identity.email);
  if (address === null || !(await maySendAs(context.db, accountId, address))) {
    throw new MailError('forbidden', 'Not an address of this account');
  }
  const modseq = await bumpAccount(context, accountId, ['Identity']);
  const id = await insertIdentity(context.db, accountId, identity, modseq);
  return requireIdentity(context.db, accountId, id);
}

export async function updateIdentity(
  context: WriteContext,
  accountId: AccountId,
  id: IdentityId,
  patch: Partial<Omit<NewIdentity, 'email'>>,
): Promise<Identity> {
  await requireIdentity(context.db, accountId, id);
  const modseq = await bumpAccount(context, accountId, ['Identity']);
  await context.db
    .updateTable('identities')
    .set({
      modseq,
      name: patch.name,
      reply_to: patch.replyTo === undefined ? undefined : formatAddresses(patch.replyTo),
      bcc: patch.bcc === undefined ? undefined : formatAddresses(patch.bcc),
      text_signature: patch.textSignature,
      html_signature: patch.htmlSignature,
    })
    .where('id', '=', id)
    .execute();
  return requireIdentity(context.db, accountId, id);
}

export async function removeIdentity(
  context: WriteContext,
  accountId: AccountId,
  id: IdentityId,
): Promise<void> {
  const { mayDelete, createdModseq } = await requireIdentity(context.db, accountId, id);
  if (!mayDelete) throw new MailError('forbidden', 'The identity of the account itself stays');
  const modseq = await bumpAccount(context, accountId, ['Identity']);
  await context.db.deleteFrom('identities').where('id', '=', id).execute();
  await context.db
    .insertInto('tombstones')
    .values({
      account_id: accountId,
      modseq,
      type: TOMBSTONE.identity,
      object_id: id,
      parent_id: 0,
      uid: 0,
      created_modseq: createdModseq,
    })
    .execute();
}

export async function insertIdentity(
  db: Db,
  accountId: AccountId,
  identity: NewIdentity,
  modseq: ModSeq,
): Promise<IdentityId> {
  const { id } = await db
    .insertInto('identities')
    .values({
      account_id: accountId,
      name: identity.name,
      email: identity.email,
      reply_to: formatAddresses(identity.replyTo ?? null),
      bcc: formatAddresses(identity.bcc ?? null),
      text_signature: identity.textSignature ?? '',
      html_signature: identity.htmlSignature ?? '',
      created_modseq: modseq,
      modseq,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id as IdentityId;
}

/** Throws `invalidArgument`. */
async function requireIdentity(db: Db, accountId: AccountId, id: IdentityId): Promise<Identity> {
  const identity = (await listIdentities(db, accountId)).find((candidate) => candidate.id === id);
  if (!identity) throw new MailError('invalidArgument', 'No such identity');
  return identity;
}

function parseAddresses(json: string | null): Identity['replyTo'] {
  return json === null ? null : (JSON.parse(json) as Identity['replyTo']);
}

function formatAddresses(addresses: Identity['replyTo']): string | null {
  return addresses === null ? null : JSON.stringify(addresses);
}
