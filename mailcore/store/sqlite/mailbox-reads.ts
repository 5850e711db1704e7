import { MailError } from '../../errors.ts';
import type { MailboxRows } from '../../model/email.ts';
import type { AccountId, MailboxId, ModSeq, Uid } from '../../model/ids.ts';
import type { MailboxSlice } from '../email-store.ts';
import type { SqlRow } from '../sql/connection.ts';
import type { Connection } from './driver.ts';
import { splitCustom } from '../sql/email-changes.ts';
import { SQL } from '../sql/statements.ts';

const MAX_UIDS = 1_000;

/** Throws `accountNotFound`, `mailboxNotFound`. */
export function readMailbox(
  sql: Connection,
  accountId: AccountId,
  mailboxId: MailboxId,
  since: ModSeq,
): MailboxSlice {
  const { modseq, forgotten } = requireAccountState(sql, accountId);
  const mailbox = requireMailbox(sql, accountId, mailboxId);
  const isFull = since <= 0;
  const rows = isFull
    ? sql.all(SQL.mailboxRows, mailboxId)
    : sql.all(SQL.mailboxRowsSince, accountId, since, mailboxId);
  // RFC 7162 §3.2.5.2: nothing vanished from a mailbox younger than the state asked about.
  const isForgotten = since < forgotten && Number(mailbox[0]) <= since;
  const vanished = isFull ? [] : isForgotten ? null : sql.all(SQL.vanishedUids, accountId, since, mailboxId);
  return {
    rows: mailboxRows(rows),
    vanished: vanished && Uint32Array.from(vanished, (row) => Number(row[0])),
    modseq,
    highestModseq: Number(mailbox[1]) as ModSeq,
  };
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

/** Columns in the order of ROW_COLUMNS in statements.ts, after uid and deleted. */
function mailboxRows(rows: readonly SqlRow[]): MailboxRows {
  const count = rows.length;
  const custom = new Map<number, readonly string[]>();
  const columns = {
    uids: new Uint32Array(count),
    emailIds: new Float64Array(count),
    threadIds: new Float64Array(count),
    modseqs: new Float64Array(count),
    receivedAt: new Float64Array(count),
    sentAt: new Float64Array(count),
    sentOffsets: new Int16Array(count),
    sizes: new Float64Array(count),
    flags: new Uint8Array(count),
    deleted: new Uint8Array(count),
    custom,
  };
  for (let i = 0; i < count; i++) {
    const row = rows[i] as SqlRow;
    columns.uids[i] = row[0] as number;
    columns.deleted[i] = row[1] as number;
    columns.emailIds[i] = row[2] as number;
    columns.threadIds[i] = row[3] as number;
    columns.modseqs[i] = row[4] as number;
    columns.receivedAt[i] = row[5] as number;
    columns.sizes[i] = row[6] as number;
    columns.flags[i] = row[7] as number;
    columns.sentAt[i] = row[9] === null ? NaN : (row[9] as number);
    columns.sentOffsets[i] = row[10] as number;
    if (row[8] !== null) custom.set(i, splitCustom(row[8] as string));
  }
  return columns;
}
