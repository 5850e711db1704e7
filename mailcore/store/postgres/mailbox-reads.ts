import { MailError } from '../../errors.ts';
import type { AccountId, MailboxId, ModSeq, Uid } from '../../model/ids.ts';
import type { Changes, MailboxSlice } from '../email-store.ts';
import { type ChangesAsked, changesPage, changesQuery, requireKnownState } from '../sql/changes.ts';
import type { SqlRow } from '../sql/connection.ts';
import { mailboxRows } from '../sql/mailbox-row-columns.ts';
import { SQL } from '../sql/statements.ts';
import type { PostgresClient } from './driver.ts';

const MAX_UIDS = 1_000;
const SAVE_DATES =
  'SELECT uid, saved_at FROM memberships WHERE mailbox_id = ? AND uid = ANY(?) AND saved_at IS NOT NULL';

/** On one snapshot. Throws `accountNotFound`, `mailboxNotFound`. */
export async function readMailbox(
  sql: PostgresClient,
  accountId: AccountId,
  mailboxId: MailboxId,
  since: ModSeq,
): Promise<MailboxSlice> {
  const isFull = since <= 0;
  const [[account], [mailbox], rows, vanished] = await Promise.all([
    sql.all(SQL.accountModseq, [accountId]),
    sql.all(SQL.mailboxState, [mailboxId, accountId]),
    isFull
      ? sql.all(SQL.mailboxRows, [mailboxId])
      : sql.all(SQL.mailboxRowsSince, [accountId, since, mailboxId]),
    isFull ? [] : sql.all(SQL.vanishedUids, [accountId, since, mailboxId]),
  ]);
  const { modseq, forgotten } = accountState(account);
  if (!mailbox) throw new MailError('mailboxNotFound', 'No such mailbox');
  return {
    rows: mailboxRows(rows),
    vanished: !isFull && isForgotten(mailbox, since, forgotten) ? null : uidsOf(vanished),
    modseq,
    highestModseq: Number(mailbox[1]) as ModSeq,
  };
}

/** On one snapshot. Throws `accountNotFound`, `mailboxNotFound`. */
export async function getVanishedUids(
  sql: PostgresClient,
  accountId: AccountId,
  mailboxId: MailboxId,
  since: ModSeq,
): Promise<Uint32Array | null> {
  const [[account], [mailbox], vanished] = await Promise.all([
    sql.all(SQL.accountModseq, [accountId]),
    sql.all(SQL.mailboxState, [mailboxId, accountId]),
    sql.all(SQL.vanishedUids, [accountId, since, mailboxId]),
  ]);
  const { forgotten } = accountState(account);
  if (!mailbox) throw new MailError('mailboxNotFound', 'No such mailbox');
  return isForgotten(mailbox, since, forgotten) ? null : uidsOf(vanished);
}

/** RFC 7162 §3.2.5.2: nothing vanished from a mailbox younger than the state asked about. */
function isForgotten([createdModseq]: SqlRow, since: ModSeq, forgotten: number): boolean {
  return since < forgotten && Number(createdModseq) <= since;
}

function uidsOf(rows: readonly SqlRow[]): Uint32Array {
  return Uint32Array.from(rows, (row) => Number(row[0]));
}

/** Throws `mailboxNotFound`, `limitReached`. */
export async function getSaveDates(
  sql: PostgresClient,
  accountId: AccountId,
  mailboxId: MailboxId,
  uids: readonly Uid[],
): Promise<Map<Uid, Date>> {
  if (uids.length > MAX_UIDS) throw new MailError('limitReached', 'Too many emails at once');
  const [[mailbox], { rows }] = await Promise.all([
    sql.all(SQL.mailboxState, [mailboxId, accountId]),
    sql.query(SAVE_DATES, [mailboxId, uids]),
  ]);
  if (!mailbox) throw new MailError('mailboxNotFound', 'No such mailbox');
  return new Map((rows as readonly SqlRow[]).map(([uid, at]) => [Number(uid) as Uid, new Date(Number(at))]));
}

/** On one snapshot. Throws `accountNotFound`. */
export async function readAllEmails(sql: PostgresClient, accountId: AccountId): Promise<MailboxSlice> {
  const [[account], rows] = await Promise.all([
    sql.all(SQL.accountModseq, [accountId]),
    sql.all(SQL.accountRows, [accountId]),
  ]);
  const { modseq } = accountState(account);
  return { rows: mailboxRows(rows), vanished: new Uint32Array(), modseq, highestModseq: modseq };
}

/** On one snapshot. Throws `accountNotFound`, `cannotCalculateChanges`. */
export async function changesSince(
  sql: PostgresClient,
  accountId: AccountId,
  asked: ChangesAsked,
): Promise<Changes> {
  const { type, since, max } = asked;
  const [[account], rows] = await Promise.all([
    sql.all(SQL.accountModseq, [accountId]),
    sql.all(changesQuery(type), [accountId, since, max + 1]),
  ]);
  return changesPage(asked, requireKnownState(account, since), rows);
}

function accountState(account: SqlRow | undefined): { modseq: ModSeq; forgotten: number } {
  if (!account) throw new MailError('accountNotFound', 'No such account');
  return { modseq: Number(account[0]) as ModSeq, forgotten: Number(account[1]) };
}
