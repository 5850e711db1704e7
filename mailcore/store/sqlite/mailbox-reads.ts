import { MailError } from '../../errors.ts';
import type { AccountId, MailboxId, ModSeq, Uid } from '../../model/ids.ts';
import type { MailboxSlice } from '../email-store.ts';
import type { SqlRow } from '../sql/connection.ts';
import type { Connection } from './driver.ts';
import { mailboxRows } from '../sql/mailbox-row-columns.ts';
import { SQL } from '../sql/statements.ts';

const MAX_UIDS = 1_000;

/** Throws `accountNotFound`, `mailboxNotFound`. */
export function readMailbox(
  sql: Connection,
  accountId: AccountId,
  mailboxId: MailboxId,
  since: ModSeq,
): MailboxSlice {
  const { modseq } = requireAccountState(sql, accountId);
  const mailbox = requireMailbox(sql, accountId, mailboxId);
  const isFull = since <= 0;
  const rows = isFull
    ? sql.all(SQL.mailboxRows, mailboxId)
    : sql.all(SQL.mailboxRowsSince, accountId, since, mailboxId);
  return {
    rows: mailboxRows(rows),
    vanished: isFull ? new Uint32Array() : getVanishedUids(sql, accountId, mailboxId, since),
    modseq,
    highestModseq: Number(mailbox[1]) as ModSeq,
  };
}

/** Throws `accountNotFound`, `mailboxNotFound`. */
export function getVanishedUids(
  sql: Connection,
  accountId: AccountId,
  mailboxId: MailboxId,
  since: ModSeq,
): Uint32Array | null {
  const { forgotten } = requireAccountState(sql, accountId);
  const [createdModseq] = requireMailbox(sql, accountId, mailboxId);
  // RFC 7162 §3.2.5.2: nothing vanished from a mailbox younger than the state asked about.
  if (since < forgotten && Number(createdModseq) <= since) return null;
  return Uint32Array.from(sql.all(SQL.vanishedUids, accountId, since, mailboxId), (row) => Number(row[0]));
}

/** Throws `mailboxNotFound`, `limitReached`. */
export function getSaveDates(
  sql: Connection,
  accountId: AccountId,
  mailboxId: MailboxId,
  uids: readonly Uid[],
): Map<Uid, Date> {
  if (uids.length > MAX_UIDS) throw new MailError('limitReached', 'Too many emails at once');
  requireMailbox(sql, accountId, mailboxId);
  const dates = new Map<Uid, Date>();
  for (const uid of uids) {
    const at = sql.get(SQL.saveDate, mailboxId, uid)?.[0];
    if (typeof at === 'number') dates.set(uid, new Date(at));
  }
  return dates;
}

function requireMailbox(sql: Connection, accountId: AccountId, mailboxId: MailboxId): SqlRow {
  const mailbox = sql.get(SQL.mailboxState, mailboxId, accountId);
  if (!mailbox) throw new MailError('mailboxNotFound', 'No such mailbox');
  return mailbox;
}

export function readAllEmails(sql: Connection, accountId: AccountId): MailboxSlice {
  const { modseq } = requireAccountState(sql, accountId);
  const rows = mailboxRows(sql.all(SQL.accountRows, accountId));
  return { rows, vanished: new Uint32Array(), modseq, highestModseq: modseq };
}

function requireAccountState(sql: Connection, accountId: AccountId): { modseq: ModSeq; forgotten: number } {
  const row = sql.get(SQL.accountModseq, accountId);
  if (!row) throw new MailError('accountNotFound', 'No such account');
  return { modseq: Number(row[0]) as ModSeq, forgotten: Number(row[1]) };
}
