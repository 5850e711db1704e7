import type { AccountId, MailboxId, ModSeq, Uid } from '../../model/ids.ts';
import { destroyEmail } from './destroy-email.ts';
import { AccountChange, type MailboxCounters } from './account-change.ts';
import { emailRow, membershipsOf, removeMembership, saveEmail } from './email-changes.ts';
import { SQL } from './statements.ts';
import type { WriteContext } from './write-context.ts';

export async function expunge(
  context: WriteContext,
  accountId: AccountId,
  mailboxId: MailboxId,
  uids: readonly Uid[] | null,
): Promise<{ modseq: ModSeq; uids: Uid[] }> {
  const change = await AccountChange.begin(context, accountId);
  const mailbox = await change.requireMailbox(mailboxId);
  const named = uids && new Set(uids);
  const deleted = await uidsOf(context, SQL.deletedUids, mailboxId);
  const marked = deleted.filter((uid) => !named || named.has(uid));
  for (const uid of marked) await leaveMailbox(change, mailbox, uid);
  return { modseq: await change.finish(), uids: marked };
}

export async function removeMemberships(
  context: WriteContext,
  accountId: AccountId,
  mailboxId: MailboxId,
  uids: readonly Uid[],
): Promise<{ modseq: ModSeq }> {
  const change = await AccountChange.begin(context, accountId);
  const mailbox = await change.requireMailbox(mailboxId);
  for (const uid of uids) await leaveMailbox(change, mailbox, uid);
  return { modseq: await change.finish() };
}

/** Empties a mailbox that is about to go. */
export async function removeAllMemberships(change: AccountChange, mailbox: MailboxCounters): Promise<void> {
  for (const uid of await uidsOf(change.context, SQL.allUids, mailbox.id))
    await leaveMailbox(change, mailbox, uid);
}

async function uidsOf(context: WriteContext, sql: string, mailboxId: MailboxId): Promise<Uid[]> {
  const rows = await context.sql.all(sql, mailboxId);
  return rows.map((row) => Number(row[0]) as Uid);
}

/** An email that leaves its last mailbox is destroyed. */
export async function leaveMailbox(change: AccountChange, mailbox: MailboxCounters, uid: Uid): Promise<void> {
  const row = await change.context.sql.get(SQL.emailOfUid, mailbox.id, uid);
  if (!row) return;
  const email = emailRow(row, 1);
  const modseq = change.nextModseq();
  await removeMembership(change, mailbox, uid, email, modseq);
  const places = await membershipsOf(change.context, email.id);
  if (places.length === 0) await destroyEmail(change, email, mailbox.id, modseq);
  else await saveEmail(change, email, email.keywords, modseq);
}
