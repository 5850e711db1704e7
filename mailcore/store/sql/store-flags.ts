import type { AccountId, MailboxId, ModSeq, Uid } from '../../model/ids.ts';
import { applyKeywordChange } from '../../model/keyword.ts';
import { type FlagMask, maskKeywords } from '../../model/rights.ts';
import type { FlagChange } from '../email-store.ts';
import { AccountChange, type MailboxCounters } from './account-change.ts';
import { emailRow, saveEmail } from './email-changes.ts';
import { sameKeywords } from './email-patches.ts';
import { SQL } from './statements.ts';
import type { WriteContext } from './write-context.ts';

export async function storeFlags(
  context: WriteContext,
  accountId: AccountId,
  mailboxId: MailboxId,
  uids: readonly Uid[],
  flags: FlagChange,
  unchangedSince: ModSeq | undefined,
  mask: FlagMask | undefined,
): Promise<{ modseq: ModSeq; modified: Uid[] }> {
  const change = await AccountChange.begin(context, accountId);
  const mailbox = await change.requireMailbox(mailboxId);
  const modified: Uid[] = [];
  for (const uid of uids) {
    if (!(await storeOne(change, mailbox, uid, flags, { unchangedSince, mask }))) modified.push(uid);
  }
  return { modseq: await change.finish(), modified };
}

interface Conditions {
  readonly unchangedSince: ModSeq | undefined;
  readonly mask: FlagMask | undefined;
}

/** False when the message changed after `unchangedSince`. One that is gone, or already as wanted, is passed over. */
async function storeOne(
  change: AccountChange,
  mailbox: MailboxCounters,
  uid: Uid,
  flags: FlagChange,
  { unchangedSince, mask }: Conditions,
): Promise<boolean> {
  const { sql } = change.context;
  const row = await sql.get(SQL.emailOfUid, mailbox.id, uid);
  if (!row) return true;
  const email = emailRow(row, 1);
  // RFC 7162 §3.1.3
  if (unchangedSince !== undefined && email.modseq > unchangedSince) return false;
  const deleted = mask?.deleted === false ? Number(row[0]) : deletedAfter(Number(row[0]), flags);
  const wanted = applyKeywordChange(email.keywords, flags);
  const keywords = mask ? maskKeywords(email.keywords, wanted, mask) : wanted;
  if (deleted === row[0] && sameKeywords(keywords, email.keywords)) return true;
  if (deleted !== row[0]) await sql.run(SQL.setDeleted, deleted, mailbox.id, uid);
  await saveEmail(change, email, keywords, change.nextModseq());
  return true;
}

function deletedAfter(before: number, { mode, deleted }: FlagChange): number {
  if (mode === 'replace') return Number(deleted);
  if (!deleted) return before;
  return mode === 'add' ? 1 : 0;
}
