import type { Kysely, Selectable } from 'kysely';
import { MailError } from '../../errors.ts';
import type { AccountId, MailboxId, ModSeq, Uid, UidValidity } from '../../model/ids.ts';
import { DEFAULT_MAILBOXES, type Mailbox, type MailboxRole } from '../../model/mailbox.ts';
import type { NewMailbox } from '../mailbox-store.ts';
import { AccountChange } from './account-change.ts';
import { removeAllMemberships } from './expunge.ts';
import type { WriteContext } from './write-context.ts';
import { announceLoss, inheritRights } from './grants.ts';
import { bumpAccount } from './modseq.ts';
import { checkPlace, type MailboxProperties, normaliseMailboxName } from './mailbox-tree.ts';
import { retainMailbox } from './retained-emails.ts';
import type { Schema } from './schema.ts';
import { TOMBSTONE } from './tombstones.ts';

type Db = Kysely<Schema>;

export function mailboxOf(row: Selectable<Schema['mailboxes']>): Mailbox {
  return {
    id: row.id as MailboxId,
    accountId: row.account_id as AccountId,
    name: row.name,
    parentId: row.parent_id as MailboxId | null,
    role: row.role as MailboxRole | null,
    sortOrder: row.sort_order,
    isSubscribed: row.is_subscribed === 1,
    uidValidity: row.uidvalidity as UidValidity,
    uidlValidity: (row.uidl_validity ?? row.uidvalidity) as UidValidity,
    uidNext: row.uidnext as Uid,
    modseq: row.modseq as ModSeq,
    createdModseq: row.created_modseq as ModSeq,
    propertiesModseq: row.properties_modseq as ModSeq,
    totalEmails: row.total_emails,
    unreadEmails: row.unread_emails,
    sizeBytes: row.size_bytes,
  };
}

export async function listMailboxes(db: Db, accountId: AccountId): Promise<Mailbox[]> {
  const rows = await db
    .selectFrom('mailboxes')
    .selectAll()
    .where('account_id', '=', accountId)
    .orderBy('sort_order')
    .orderBy('name')
    .execute();
  return parentsFirst(rows.map(mailboxOf));
}

export async function mailboxIdsOf(db: Db, accountId: AccountId): Promise<MailboxId[]> {
  const rows = await db.selectFrom('mailboxes').select('id').where('account_id', '=', accountId).execute();
  return rows.map(({ id }) => id as MailboxId);
}

/** Keeps the order among siblings. */
function parentsFirst(mailboxes: readonly Mailbox[]): Mailbox[] {
  const children = Map.groupBy(mailboxes, ({ parentId }) => parentId);
  const ordered = [...(children.get(null) ?? [])];
  for (let i = 0; i < ordered.length; i++) ordered.push(...(children.get(ordered[i]?.id ?? null) ?? []));
  return ordered;
}

export async function getMailbox(db: Db, accountId: AccountId, id: MailboxId): Promise<Mailbox | null> {
  const row = await db
    .selectFrom('mailboxes')
    .selectAll()
    .where('id', '=', id)
    .where('account_id', '=', accountId)
    .executeTakeFirst();
  return row ? mailboxOf(row) : null;
}

/** Throws `mailboxNotFound`. */
export async function requireMailbox(db: Db, accountId: AccountId, id: MailboxId): Promise<Mailbox> {
  const mailbox = await getMailbox(db, accountId, id);
  if (!mailbox) throw new MailError('mailboxNotFound', 'No such mailbox');
  return mailbox;
}

export async function insertDefaultMailboxes(db: Db, accountId: AccountId, now: Date): Promise<void> {
  for (const [index, { role, name }] of DEFAULT_MAILBOXES.entries()) {
    const properties = { name, role, parentId: null, sortOrder: index + 1, isSubscribed: true };
    await insertMailbox(db, accountId, properties, 1 as ModSeq, now);
  }
}

export async function createMailbox(
  context: WriteContext,
  accountId: AccountId,
  mailbox: NewMailbox,
): Promise<Mailbox> {
  const { db, now } = context;
  const properties: MailboxProperties = {
    name: normaliseMailboxName(mailbox.name),
    parentId: mailbox.parentId ?? null,
    role: mailbox.role ?? null,
    sortOrder: mailbox.sortOrder ?? 0,
    isSubscribed: mailbox.isSubscribed ?? true,
  };
  checkPlace(await listMailboxes(db, accountId), null, properties);
  const modseq = await bumpAccount(context, accountId, ['Mailbox']);
  const id = await insertMailbox(db, accountId, properties, modseq, now);
  context.events.account(accountId, modseq, ['Mailbox'], [id]);
  if (properties.parentId !== null) await inheritRights(context, properties.parentId, id);
  return requireMailbox(db, accountId, id);
}

export async function updateMailbox(
  context: WriteContext,
  accountId: AccountId,
  id: MailboxId,
  patch: Partial<NewMailbox>,
): Promise<Mailbox> {
  const { db } = context;
  const current = await requireMailbox(db, accountId, id);
  const next: MailboxProperties = {
    name: patch.name === undefined ? current.name : normaliseMailboxName(patch.name),
    parentId: patch.parentId === undefined ? current.parentId : patch.parentId,
    role: patch.role === undefined ? current.role : patch.role,
    sortOrder: patch.sortOrder ?? current.sortOrder,
    isSubscribed: patch.isSubscribed ?? current.isSubscribed,
  };
  if (current.role === 'inbox') requireInboxStays(current, next);
  checkPlace(await listMailboxes(db, accountId), current, next);
  const modseq = await bumpAccount(context, accountId, ['Mailbox'], [id]);
  await db
    .updateTable('mailboxes')
    .set({ ...columnsOf(next), modseq, properties_modseq: modseq })
    .where('id', '=', id)
    .execute();
  return requireMailbox(db, accountId, id);
}

/** RFC 9051 §5.1: INBOX is special; clients rely on finding it. */
function requireInboxStays(current: Mailbox, next: MailboxProperties): void {
  const stays =
    next.name === current.name && next.parentId === current.parentId && next.role === current.role;
  if (!stays) throw new MailError('forbidden', 'The inbox stays where it is');
}

export async function deleteMailbox(
  context: WriteContext,
  accountId: AccountId,
  id: MailboxId,
  { removeEmails }: { removeEmails: boolean },
): Promise<void> {
  const { db } = context;
  const mailbox = await requireMailbox(db, accountId, id);
  if (mailbox.role === 'inbox') throw new MailError('forbidden', 'The inbox stays');
  const child = await db
    .selectFrom('mailboxes')
    .select('id')
    .where('account_id', '=', accountId)
    .where('parent_id', '=', id)
    .executeTakeFirst();
  if (child) throw new MailError('mailboxHasChild', 'The mailbox has mailboxes in it');
  if (mailbox.totalEmails > 0 && !removeEmails)
    throw new MailError('mailboxHasEmail', 'The mailbox is not empty');
  await announceLoss(context, [id]);
  await retainMailbox(context, accountId, id);
  const change = await AccountChange.begin(context, accountId);
  await removeAllMemberships(change, await change.requireMailbox(id));
  const modseq = change.nextModseq();
  await change.bury(TOMBSTONE.mailbox, modseq, id, 0, 0, mailbox.createdModseq);
  change.touch(await change.requireMailbox(id), modseq);
  await change.finish();
  await db.deleteFrom('mailboxes').where('id', '=', id).execute();
}

function columnsOf(properties: MailboxProperties) {
  return {
    name: properties.name,
    parent_id: properties.parentId,
    role: properties.role,
    sort_order: properties.sortOrder,
    is_subscribed: Number(properties.isSubscribed),
  };
}

async function insertMailbox(
  db: Db,
  accountId: AccountId,
  properties: MailboxProperties,
  modseq: ModSeq,
  now: Date,
): Promise<MailboxId> {
  const uidvalidity = await takeUidValidity(db, accountId, now);
  const { id } = await db
    .insertInto('mailboxes')
    .values({
      ...columnsOf(properties),
      account_id: accountId,
      uidvalidity,
      modseq,
      created_modseq: modseq,
      properties_modseq: modseq,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id as MailboxId;
}

/**
 * Ascending in the account and never behind the clock, so that no name ever gets a value again, not even after a restored
 * backup or an account made anew. RFC 9051 §2.3.1.1.
 */
async function takeUidValidity(db: Db, accountId: AccountId, now: Date): Promise<number> {
  const { last_uidvalidity: last } = await db
    .selectFrom('accounts')
    .select('last_uidvalidity')
    .where('id', '=', accountId)
    .executeTakeFirstOrThrow();
  const next = Math.max(last + 1, Math.floor(now.getTime() / 1000));
  await db.updateTable('accounts').set({ last_uidvalidity: next }).where('id', '=', accountId).execute();
  return next;
}
