import { MailError } from '../../errors.ts';
import type { AccountId, MailboxId, ModSeq, Uid } from '../../model/ids.ts';
import type { CopiedUids } from '../email-store.ts';
import { AccountChange, type MailboxCounters } from './account-change.ts';
import {
  addMembership,
  type EmailRow,
  emailRow,
  insertEmail,
  joinCustom,
  membershipsOf,
  removeMembership,
  saveEmail,
} from './email-changes.ts';
import { SQL } from './statements.ts';
import { addBlobRefs, type WriteContext } from './write-context.ts';

interface Source {
  readonly uid: Uid;
  readonly deleted: number;
  readonly email: EmailRow;
}

type Transfer = (change: AccountChange, source: Source, from: MailboxCounters, to: MailboxCounters) => Uid;

/** New emails on the same bodies, flags and dates kept. RFC 9051 §6.4.7 */
export function copyEmails(
  context: WriteContext,
  accountId: AccountId,
  from: MailboxId,
  uids: readonly Uid[],
  to: MailboxId,
) {
  return transfer(context, accountId, from, uids, to, copyOne);
}

/** RFC 6851 §3 */
export function moveEmails(
  context: WriteContext,
  accountId: AccountId,
  from: MailboxId,
  uids: readonly Uid[],
  to: MailboxId,
) {
  return transfer(context, accountId, from, uids, to, moveOne);
}

function transfer(
  context: WriteContext,
  accountId: AccountId,
  fromId: MailboxId,
  uids: readonly Uid[],
  toId: MailboxId,
  one: Transfer,
): CopiedUids {
  const change = new AccountChange(context, accountId);
  const from = change.requireMailbox(fromId);
  const to = change.requireMailbox(toId);
  const sources = findSources(change, from, uids);
  const destinationUids = sources.map((source) => one(change, source, from, to));
  const sourceUids = sources.map(({ uid }) => uid);
  return { uidValidity: to.uidValidity, sourceUids, destinationUids, modseq: change.finish() };
}

function findSources(change: AccountChange, from: MailboxCounters, uids: readonly Uid[]): Source[] {
  const ascending = [...new Set(uids)].sort((a, b) => a - b);
  return ascending.flatMap((uid) => {
    const row = change.context.sql.get(SQL.emailOfUid, from.id, uid);
    return row ? [{ uid, deleted: Number(row[0]), email: emailRow(row, 1) }] : [];
  });
}

function copyOne(
  change: AccountChange,
  { deleted, email }: Source,
  _from: MailboxCounters,
  to: MailboxCounters,
): Uid {
  const { blobId, sizeBytes, threadId, receivedAt, keywords } = email;
  if (!change.fits(sizeBytes)) throw new MailError('overQuota', 'Mailbox full');
  const { flags } = keywords;
  const copy = insertEmail(change, {
    blobId,
    sizeBytes,
    threadId,
    receivedAt,
    flags,
    custom: joinCustom(keywords.custom),
  });
  addBlobRefs(change.context, blobId, 1);
  return addMembership(change, to, { id: copy.id, flags, sizeBytes }, deleted, copy.modseq);
}

/** An email that a JMAP client put in both mailboxes keeps its place in the destination. */
function moveOne(
  change: AccountChange,
  { uid, deleted, email }: Source,
  from: MailboxCounters,
  to: MailboxCounters,
): Uid {
  const { context } = change;
  const modseq: ModSeq = change.nextModseq();
  removeMembership(change, from, uid, email, modseq);
  saveEmail(change, email, email.keywords, modseq);
  const there = membershipsOf(context, email.id).find(({ mailboxId }) => mailboxId === to.id);
  if (there) return there.uid;
  const { id, sizeBytes } = email;
  return addMembership(change, to, { id, flags: email.keywords.flags, sizeBytes }, deleted, modseq);
}
