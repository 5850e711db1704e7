import type { Kysely } from 'kysely';
import { MailError } from '../../errors.ts';
import type { AccountId, BlobId, MailboxId } from '../../model/ids.ts';
import {
  ALL_RIGHTS,
  applyRightsChange,
  joinRights,
  type MailboxRights,
  NO_RIGHTS,
  type Rights,
  type RightsChange,
} from '../../model/rights.ts';
import type { Grant } from '../sharing-store.ts';
import { requireAccount } from './accounts.ts';
import { requireMailbox } from './mailboxes.ts';
import { bumpAccount } from './modseq.ts';
import type { Schema } from './schema.ts';
import type { WriteContext } from './write-context.ts';

type Db = Kysely<Schema>;

const MAX_GRANTS = 1_000;

export async function setRights(
  context: WriteContext,
  ownerId: AccountId,
  mailboxId: MailboxId,
  granteeId: AccountId | null,
  change: RightsChange,
): Promise<Rights> {
  const { db, events } = context;
  await requireMailbox(db, ownerId, mailboxId);
  if (granteeId === ownerId) throw new MailError('invalidArgument', 'The owner has every right');
  if (granteeId !== null) await requireAccount(db, granteeId);
  const before = await grantedRights(db, mailboxId, granteeId);
  const after = applyRightsChange(before, change);
  if (after === before) return after;
  await replaceGrant(db, mailboxId, granteeId, after);
  const modseq = await bumpAccount(context, ownerId, ['Mailbox'], [mailboxId]);
  await db
    .updateTable('mailboxes')
    .set({ modseq, properties_modseq: modseq })
    .where('id', '=', mailboxId)
    .execute();
  events.sharing(granteeId);
  return after;
}

async function grantedRights(db: Db, mailboxId: MailboxId, granteeId: AccountId | null): Promise<Rights> {
  const row = await db
    .selectFrom('mailbox_rights')
    .select('rights')
    .where('mailbox_id', '=', mailboxId)
    .where('account_id', 'is not distinct from', granteeId)
    .executeTakeFirst();
  return row ? (row.rights as Rights) : NO_RIGHTS;
}

async function replaceGrant(
  db: Db,
  mailboxId: MailboxId,
  granteeId: AccountId | null,
  rights: Rights,
): Promise<void> {
  await db
    .deleteFrom('mailbox_rights')
    .where('mailbox_id', '=', mailboxId)
    .where('account_id', 'is not distinct from', granteeId)
    .execute();
  if (rights === NO_RIGHTS) return;
  const { count } = await db
    .selectFrom('mailbox_rights')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('mailbox_id', '=', mailboxId)
    .executeTakeFirstOrThrow();
  if (Number(count) >= MAX_GRANTS) throw new MailError('limitReached', 'Too many people on one mailbox');
  await db
    .insertInto('mailbox_rights')
    .values({ mailbox_id: mailboxId, account_id: granteeId, rights })
    .execute();
}

export async function listRights(db: Db, ownerId: AccountId, mailboxId: MailboxId): Promise<Grant[]> {
  await requireMailbox(db, ownerId, mailboxId);
  const rows = await db
    .selectFrom('mailbox_rights')
    .leftJoin('accounts', 'accounts.id', 'mailbox_rights.account_id')
    .select(['mailbox_rights.account_id', 'accounts.address', 'mailbox_rights.rights'])
    .where('mailbox_id', '=', mailboxId)
    .execute();
  const grants = rows.map((row): Grant => {
    const { account_id: accountId, address, rights } = row;
    const grantee =
      accountId === null || address === null ? null : { accountId: accountId as AccountId, address };
    return { grantee, rights: rights as Rights };
  });
  return grants.sort((a, b) => compare(a.grantee?.address ?? '', b.grantee?.address ?? ''));
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** What is granted to the account adds to what is granted to everyone. RFC 4314 §2. */
export async function rightsOf(
  db: Db,
  accountId: AccountId,
  mailboxId: MailboxId,
): Promise<MailboxRights | null> {
  const rows = await db
    .selectFrom('mailboxes')
    .leftJoin('mailbox_rights', (join) =>
      join
        .onRef('mailbox_rights.mailbox_id', '=', 'mailboxes.id')
        .on((eb) =>
          eb.or([
            eb('mailbox_rights.account_id', '=', accountId),
            eb('mailbox_rights.account_id', 'is', null),
          ]),
        ),
    )
    .select(['mailboxes.account_id as owner_id', 'mailbox_rights.rights'])
    .where('mailboxes.id', '=', mailboxId)
    .execute();
  const ownerId = rows[0]?.owner_id as AccountId | undefined;
  if (ownerId === undefined) return null;
  if (ownerId === accountId) return { ownerId, mailboxId, rights: ALL_RIGHTS };
  const rights = rows.reduce((sum, row) => joinRights(sum, (row.rights ?? '') as Rights), NO_RIGHTS);
  return rights === NO_RIGHTS ? null : { ownerId, mailboxId, rights };
}

export async function mailboxesOfBlob(db: Db, ownerId: AccountId, blobId: BlobId): Promise<MailboxId[]> {
  const rows = await db
    .selectFrom('emails')
    .innerJoin('memberships', 'memberships.email_id', 'emails.id')
    .select('memberships.mailbox_id')
    .distinct()
    .where('emails.blob_id', '=', blobId)
    .where('emails.account_id', '=', ownerId)
    .execute();
  return rows.map((row) => row.mailbox_id as MailboxId);
}

export async function setSharedSubscription(
  { db, events }: WriteContext,
  accountId: AccountId,
  mailboxId: MailboxId,
  isSubscribed: boolean,
): Promise<void> {
  const mailbox = await db
    .selectFrom('mailboxes')
    .select('account_id')
    .where('id', '=', mailboxId)
    .executeTakeFirst();
  if (!mailbox || mailbox.account_id === accountId)
    throw new MailError('mailboxNotFound', 'No such mailbox of another account');
  await db
    .deleteFrom('shared_subscriptions')
    .where('account_id', '=', accountId)
    .where('mailbox_id', '=', mailboxId)
    .execute();
  if (isSubscribed) {
    await db
      .insertInto('shared_subscriptions')
      .values({ account_id: accountId, mailbox_id: mailboxId })
      .execute();
  }
  events.sharing(accountId);
}
