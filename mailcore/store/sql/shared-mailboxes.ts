import type { Kysely, Selectable } from 'kysely';
import type { AccountId, MailboxId } from '../../model/ids.ts';
import { hasRight, joinRights, NO_RIGHTS, type Rights } from '../../model/rights.ts';
import type { SharedMailbox } from '../sharing-store.ts';
import { mailboxOf } from './mailboxes.ts';
import type { Schema } from './schema.ts';

type Db = Kysely<Schema>;

export async function mailboxesSharedWith(
  db: Db,
  accountId: AccountId,
  ownerId?: AccountId,
): Promise<SharedMailbox[]> {
  const rows = await readGranted(db, accountId, ownerId);
  if (rows.length === 0) return [];
  const paths = await readPaths(db, [...new Set(rows.map(({ account_id: owner }) => owner))]);
  return [...Map.groupBy(rows, ({ id }) => id).values()]
    .flatMap((grants) => sharedMailbox(grants, paths))
    .sort(byOwnerAndPath);
}

type GrantedRow = Awaited<ReturnType<typeof readGranted>>[number];

/** A row per grant: at most two for a mailbox, the account's own and everyone's. */
function readGranted(db: Db, accountId: AccountId, ownerId: AccountId | undefined) {
  let query = db
    .selectFrom('mailbox_rights')
    .innerJoin('mailboxes', 'mailboxes.id', 'mailbox_rights.mailbox_id')
    .innerJoin('accounts', 'accounts.id', 'mailboxes.account_id')
    .leftJoin('shared_subscriptions', (join) =>
      join
        .onRef('shared_subscriptions.mailbox_id', '=', 'mailboxes.id')
        .on('shared_subscriptions.account_id', '=', accountId),
    )
    .selectAll('mailboxes')
    .select(['accounts.address', 'mailbox_rights.rights', 'shared_subscriptions.account_id as subscriber_id'])
    .where((eb) =>
      eb.or([eb('mailbox_rights.account_id', '=', accountId), eb('mailbox_rights.account_id', 'is', null)]),
    )
    .where('mailboxes.account_id', '!=', accountId);
  if (ownerId !== undefined) query = query.where('mailboxes.account_id', '=', ownerId);
  return query.execute();
}

function sharedMailbox(
  grants: readonly GrantedRow[],
  paths: ReadonlyMap<MailboxId, readonly string[]>,
): SharedMailbox[] {
  const [row] = grants;
  const rights = grants.reduce((sum, grant) => joinRights(sum, grant.rights as Rights), NO_RIGHTS);
  if (!row || !hasRight(rights, 'l')) return [];
  const mailbox = { ...mailboxOf(row), isSubscribed: row.subscriber_id !== null };
  return [{ mailbox, ownerAddress: row.address, rights, path: paths.get(mailbox.id) ?? [mailbox.name] }];
}

type NameRow = Pick<Selectable<Schema['mailboxes']>, 'id' | 'parent_id' | 'name' | 'role'>;

async function readPaths(db: Db, ownerIds: readonly number[]): Promise<Map<MailboxId, readonly string[]>> {
  const rows = await db
    .selectFrom('mailboxes')
    .select(['id', 'parent_id', 'name', 'role'])
    .where('account_id', 'in', ownerIds)
    .execute();
  const byId = new Map(rows.map((row) => [row.id, row]));
  return new Map(rows.map((row) => [row.id as MailboxId, pathOf(row, byId)]));
}

function pathOf(row: NameRow, byId: ReadonlyMap<number, NameRow>): string[] {
  const path: string[] = [];
  for (let level: NameRow | undefined = row; level; level = byId.get(level.parent_id ?? 0)) {
    path.unshift(level.role === 'inbox' ? 'INBOX' : level.name);
  }
  return path;
}

function byOwnerAndPath(left: SharedMailbox, right: SharedMailbox): number {
  const [a, b] = [left, right].map(({ ownerAddress, path }) => [ownerAddress, ...path].join('/')) as [
    string,
    string,
  ];
  return a < b ? -1 : a > b ? 1 : 0;
}
