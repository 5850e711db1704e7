import { FLAG, type KeywordSet } from '../../model/keyword.ts';
import type { EmailId, MailboxId, ModSeq, ThreadId, Uid } from '../../model/ids.ts';
import { TOMBSTONE } from './tombstones.ts';
import type { AccountChange, MailboxCounters } from './account-change.ts';
import type { SqlRow } from './connection.ts';
import type { SentDate } from './sent-date.ts';
import { SQL } from './statements.ts';
import type { WriteContext } from './write-context.ts';

/** A row of `emails`. */
export interface EmailRow {
  readonly id: EmailId;
  readonly blobId: number;
  readonly threadId: ThreadId;
  readonly receivedAt: number;
  readonly keywords: KeywordSet;
  readonly sizeBytes: number;
  readonly createdModseq: ModSeq;
  readonly modseq: ModSeq;
  readonly sent: SentDate;
}

/** A row of `memberships`, without its email. */
export interface MembershipRow {
  readonly mailboxId: MailboxId;
  readonly uid: Uid;
  readonly deleted: number;
}

/** From the email columns of statements.ts, starting at `at`. */
export function emailRow(row: SqlRow, at = 0): EmailRow {
  return {
    id: Number(row[at]) as EmailId,
    blobId: Number(row[at + 1]),
    threadId: Number(row[at + 2]) as ThreadId,
    receivedAt: Number(row[at + 3]),
    keywords: { flags: Number(row[at + 4]), custom: splitCustom(row[at + 5] as string | null) },
    sizeBytes: Number(row[at + 6]),
    createdModseq: Number(row[at + 7]) as ModSeq,
    modseq: Number(row[at + 8]) as ModSeq,
    sent: { at: row[at + 9] === null ? null : Number(row[at + 9]), offsetMinutes: Number(row[at + 10]) },
  };
}

export function splitCustom(custom: string | null): readonly string[] {
  return custom === null ? [] : custom.split(' ');
}

export function joinCustom(custom: readonly string[]): string | null {
  return custom.length === 0 ? null : custom.join(' ');
}

/** RFC 8621 §2: neither $seen nor $draft. */
export function isUnread(flags: number): boolean {
  return (flags & (FLAG.seen | FLAG.draft)) === 0;
}

export async function findEmail(change: AccountChange, id: EmailId): Promise<EmailRow | null> {
  const row = await change.context.sql.get(SQL.emailById, id, change.accountId);
  return row ? emailRow(row) : null;
}

export async function membershipsOf(context: WriteContext, id: EmailId): Promise<MembershipRow[]> {
  const rows = await context.sql.all(SQL.membershipsOfEmail, id);
  return rows.map((row) => ({
    mailboxId: Number(row[0]) as MailboxId,
    uid: Number(row[1]) as Uid,
    deleted: Number(row[2]),
  }));
}

export interface NewEmailRow {
  readonly blobId: number;
  readonly sizeBytes: number;
  /** Null starts a thread. */
  readonly threadId: ThreadId | null;
  readonly receivedAt: number;
  readonly sent: SentDate;
  readonly flags: number;
  readonly custom: string | null;
}

/** A thread is named for its first email, whose id is never used again. */
export async function insertEmail(
  change: AccountChange,
  email: NewEmailRow,
): Promise<{ id: EmailId; threadId: ThreadId; modseq: ModSeq }> {
  const { context, accountId } = change;
  const id = await context.nextEmailId();
  const threadId = email.threadId ?? (id as number as ThreadId);
  const modseq = change.nextModseq();
  const { blobId, receivedAt, sent, flags, custom, sizeBytes } = email;
  await context.sql.run(
    SQL.insertEmail,
    id,
    accountId,
    blobId,
    threadId,
    receivedAt,
    flags,
    custom,
    sizeBytes,
    modseq,
    modseq,
    sent.at,
    sent.offsetMinutes,
  );
  change.countEmail(sizeBytes, 1);
  change.changed('Email');
  change.changed('Thread');
  return { id, threadId, modseq };
}

export async function addMembership(
  change: AccountChange,
  mailbox: MailboxCounters,
  email: { id: EmailId; flags: number; sizeBytes: number },
  deleted: number,
  modseq: ModSeq,
): Promise<Uid> {
  const uid = change.takeUid(mailbox);
  const { sql, now } = change.context;
  await sql.run(SQL.insertMembership, mailbox.id, uid, email.id, deleted, now.getTime());
  mailbox.totalEmails++;
  mailbox.sizeBytes += email.sizeBytes;
  if (isUnread(email.flags)) mailbox.unreadEmails++;
  change.touch(mailbox, modseq);
  return uid;
}

export async function removeMembership(
  change: AccountChange,
  mailbox: MailboxCounters,
  uid: Uid,
  email: EmailRow,
  modseq: ModSeq,
): Promise<void> {
  await change.context.sql.run(SQL.deleteMembership, mailbox.id, uid);
  await change.bury(TOMBSTONE.membership, modseq, email.id, mailbox.id, uid);
  mailbox.totalEmails--;
  mailbox.sizeBytes -= email.sizeBytes;
  if (isUnread(email.keywords.flags)) mailbox.unreadEmails--;
  change.touch(mailbox, modseq);
}

/**
 * Writes keywords and modseq of an email and carries both into every mailbox it is in: a message's IMAP MODSEQ is its
 * email's, so a change seen through one mailbox is a change in all.
 */
export async function saveEmail(
  change: AccountChange,
  email: EmailRow,
  keywords: KeywordSet,
  modseq: ModSeq,
): Promise<void> {
  const { context } = change;
  await context.sql.run(SQL.saveEmail, keywords.flags, joinCustom(keywords.custom), modseq, email.id);
  const unreadBefore = Number(isUnread(email.keywords.flags));
  const unreadAfter = Number(isUnread(keywords.flags));
  for (const { mailboxId } of await membershipsOf(context, email.id)) {
    const mailbox = await change.mailbox(mailboxId);
    if (!mailbox) continue;
    mailbox.unreadEmails += unreadAfter - unreadBefore;
    change.touch(mailbox, modseq);
  }
  change.changed('Email');
}
