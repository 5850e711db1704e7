import type { AccountId, MailboxId } from '../../model/ids.ts';
import type { WriteContext } from './write-context.ts';

/** A mailbox made inside another is for the same people. RFC 4314 §4 (CREATE) leaves it to the server. */
export async function inheritRights(
  { db, events }: WriteContext,
  parentId: MailboxId,
  mailboxId: MailboxId,
): Promise<void> {
  const grants = await db
    .selectFrom('mailbox_rights')
    .select(['account_id', 'rights'])
    .where('mailbox_id', '=', parentId)
    .execute();
  if (grants.length === 0) return;
  await db
    .insertInto('mailbox_rights')
    .values(grants.map((grant) => ({ ...grant, mailbox_id: mailboxId })))
    .execute();
  for (const grant of grants) events.sharing(grant.account_id as AccountId | null);
}

/** Tells everybody who may use these mailboxes that they are about to go. */
export async function announceLoss(
  { db, events }: WriteContext,
  mailboxIds: readonly MailboxId[],
): Promise<void> {
  if (mailboxIds.length === 0) return;
  const grants = await db
    .selectFrom('mailbox_rights')
    .select('account_id')
    .distinct()
    .where('mailbox_id', 'in', mailboxIds)
    .execute();
  for (const grant of grants) events.sharing(grant.account_id as AccountId | null);
}
