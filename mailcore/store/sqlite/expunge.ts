import type { AccountId, MailboxId, ModSeq, Uid } from '../../model/ids.ts';
import { AccountChange, type MailboxCounters } from './account-change.ts';
import { destroyEmail, emailRow, membershipsOf, removeMembership, saveEmail } from './email-changes.ts';
import { SQL } from './statements.ts';
import type { WriteContext } from './write-context.ts';

export function expunge(
  context: WriteContext,
  accountId: AccountId,
  mailboxId: MailboxId,
  uids: readonly Uid[] | null,
): { modseq: ModSeq; uids: Uid[] } {
  const change = new AccountChange(context, accountId);
  const mailbox = change.requireMailbox(mailboxId);
  const named = uids && new Set(uids);
  const marked = uidsOf(context, SQL.deletedUids, mailboxId).filter((uid) => !named || named.has(uid));
  for (const uid of marked) leave(change, mailbox, uid);
  return { modseq: change.finish(), uids: marked };
}

export function removeMemberships(
  context: WriteContext,
  accountId: AccountId,
  mailboxId: MailboxId,
  uids: readonly Uid[],
): { modseq: ModSeq } {
  const change = new AccountChange(context, accountId);
  const mailbox = change.requireMailbox(mailboxId);
  for (const uid of uids) leave(change, mailbox, uid);
  return { modseq: change.finish() };
}

/** Empties a mailbox that is about to go. */
export function removeAllMemberships(change: AccountChange, mailbox: MailboxCounters): void {
  for (const uid of uidsOf(change.context, SQL.allUids, mailbox.id)) leave(change, mailbox, uid);
}

function uidsOf(context: WriteContext, sql: string, mailboxId: MailboxId): Uid[] {
  return context.sql.all(sql, mailboxId).map((row) => Number(row[0]) as Uid);
}

/** An email that leaves its last mailbox is destroyed. */
function leave(change: AccountChange, mailbox: MailboxCounters, uid: Uid): void {
  const row = change.context.sql.get(SQL.emailOfUid, mailbox.id, uid);
  if (!row) return;
  const email = emailRow(row, 1);
  const modseq = change.nextModseq();
  removeMembership(change, mailbox, uid, email, modseq);
  if (membershipsOf(change.context, email.id).length === 0) destroyEmail(change, email, modseq);
  else saveEmail(change, email, email.keywords, modseq);
}
