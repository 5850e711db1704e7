import { FLAG, type KeywordSet } from '../../model/keyword.ts';
import type { EmailId, MailboxId, ModSeq, ThreadId, Uid } from '../../model/ids.ts';
import { TOMBSTONE } from '../sql/tombstones.ts';
import type { AccountChange, MailboxCounters } from './account-change.ts';
import type { SqlRow } from './driver.ts';
import { SQL } from './statements.ts';
import { forgetThread } from './threading.ts';
import { addBlobRefs, type WriteContext } from './write-context.ts';

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

export function findEmail(change: AccountChange, id: EmailId): EmailRow | null {
  const row = change.context.sql.get(SQL.emailById, id, change.accountId);
  return row ? emailRow(row) : null;
}

export function membershipsOf(context: WriteContext, id: EmailId): MembershipRow[] {
  return context.sql.all(SQL.membershipsOfEmail, id).map((row) => ({
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
  readonly flags: number;
  readonly custom: string | null;
}

/** A thread is named for its first email, whose id is never used again. */
export function insertEmail(
  change: AccountChange,
  email: NewEmailRow,
): { id: EmailId; threadId: ThreadId; modseq: ModSeq } {
  const { context, accountId } = change;
  const id = context.nextEmailId();
  const threadId = email.threadId ?? (id as number as ThreadId);
  const modseq = change.nextModseq();
  const { blobId, receivedAt, flags, custom, sizeBytes } = email;
  context.sql.run(
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
  );
  change.countEmail(sizeBytes, 1);
  change.changed('Email');
  change.changed('Thread');
  return { id, threadId, modseq };
}

export function addMembership(
  change: AccountChange,
  mailbox: MailboxCounters,
  email: { id: EmailId; flags: number; sizeBytes: number },
  deleted: number,
  modseq: ModSeq,
): Uid {
  const uid = change.takeUid(mailbox);
  change.context.sql.run(SQL.insertMembership, mailbox.id, uid, email.id, deleted);
  mailbox.totalEmails++;
  mailbox.sizeBytes += email.sizeBytes;
  if (isUnread(email.flags)) mailbox.unreadEmails++;
  change.touch(mailbox, modseq);
  return uid;
}

export function removeMembership(
  change: AccountChange,
  mailbox: MailboxCounters,
  uid: Uid,
  email: EmailRow,
  modseq: ModSeq,
): void {
  change.context.sql.run(SQL.deleteMembership, mailbox.id, uid);
  change.bury(TOMBSTONE.membership, modseq, email.id, mailbox.id, uid);
  mailbox.totalEmails--;
  mailbox.sizeBytes -= email.sizeBytes;
  if (isUnread(email.keywords.flags)) mailbox.unreadEmails--;
  change.touch(mailbox, modseq);
}

/**
 * Writes keywords and modseq of an email and carries both into every mailbox it is in: a message's IMAP MODSEQ is its
 * email's, so a change seen through one mailbox is a change in all.
 */
export function saveEmail(
  change: AccountChange,
  email: EmailRow,
  keywords: KeywordSet,
  modseq: ModSeq,
): void {
  const { context } = change;
  context.sql.run(SQL.saveEmail, keywords.flags, joinCustom(keywords.custom), modseq, email.id);
  const unreadBefore = Number(isUnread(email.keywords.flags));
  const unreadAfter = Number(isUnread(keywords.flags));
  for (const { mailboxId } of membershipsOf(context, email.id)) {
    const mailbox = change.mailbox(mailboxId);
    if (!mailbox) continue;
    mailbox.unreadEmails += unreadAfter - unreadBefore;
    change.touch(mailbox, modseq);
  }
  change.changed('Email');
}

/** Removes an email that is in no mailbox any more: its row, its reference to the body, its thread with the last one. */
export function destroyEmail(change: AccountChange, email: EmailRow, modseq: ModSeq): void {
  const { context } = change;
  context.sql.run(SQL.deleteEmail, email.id);
  addBlobRefs(context, email.blobId, -1);
  change.bury(TOMBSTONE.email, modseq, email.id, email.threadId, 0, email.createdModseq);
  if (!context.sql.get(SQL.anyEmailOfThread, email.threadId)) {
    forgetThread(change, email.blobId, email.threadId);
    const isWholeThread = (email.id as number) === email.threadId;
    change.bury(TOMBSTONE.thread, modseq, email.threadId, 0, 0, isWholeThread ? email.createdModseq : 0);
  }
  change.countEmail(email.sizeBytes, -1);
  change.changed('Email');
  change.changed('Thread');
}
