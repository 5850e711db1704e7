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
import { addBlobRefs } from './stored-bodies.ts';
import type { WriteContext } from './write-context.ts';

/** A message on its way. */
export interface Source {
  readonly uid: Uid;
  readonly deleted: number;
  readonly email: EmailRow;
}

type Transfer = (
  change: AccountChange,
  source: Source,
  from: MailboxCounters,
  to: MailboxCounters,
) => Promise<Uid>;

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

async function transfer(
  context: WriteContext,
  accountId: AccountId,
  fromId: MailboxId,
  uids: readonly Uid[],
  toId: MailboxId,
  one: Transfer,
): Promise<CopiedUids> {
  const change = await AccountChange.begin(context, accountId);
  const from = await change.requireMailbox(fromId);
  const to = await change.requireMailbox(toId);
  const sources = await findSources(change, from, uids);
  const destinationUids: Uid[] = [];
  for (const source of sources) destinationUids.push(await one(change, source, from, to));
  const sourceUids = sources.map(({ uid }) => uid);
  return { uidValidity: to.uidValidity, sourceUids, destinationUids, modseq: await change.finish() };
}

/** Ascending by UID; those that are gone are passed over. */
export async function findSources(
  change: AccountChange,
  from: MailboxCounters,
  uids: readonly Uid[],
): Promise<Source[]> {
  const ascending = [...new Set(uids)].sort((a, b) => a - b);
  const sources: Source[] = [];
  for (const uid of ascending) {
    const row = await change.context.sql.get(SQL.emailOfUid, from.id, uid);
    if (row) sources.push({ uid, deleted: Number(row[0]), email: emailRow(row, 1) });
  }
  return sources;
}

async function copyOne(
  change: AccountChange,
  { deleted, email }: Source,
  _from: MailboxCounters,
  to: MailboxCounters,
): Promise<Uid> {
  const { blobId, sizeBytes, threadId, receivedAt, sent, keywords } = email;
  if (!change.fits(sizeBytes)) throw new MailError('overQuota', 'Mailbox full');
  const { flags } = keywords;
  const copy = await insertEmail(change, {
    blobId,
    sizeBytes,
    threadId,
    receivedAt,
    sent,
    flags,
    custom: joinCustom(keywords.custom),
  });
  await addBlobRefs(change.context, blobId, 1);
  return addMembership(change, to, { id: copy.id, flags, sizeBytes }, deleted, copy.modseq);
}

/** An email that a JMAP client put in both mailboxes keeps its place in the destination. */
async function moveOne(
  change: AccountChange,
  { uid, deleted, email }: Source,
  from: MailboxCounters,
  to: MailboxCounters,
): Promise<Uid> {
  const { context } = change;
  const modseq: ModSeq = change.nextModseq();
  await removeMembership(change, from, uid, email, modseq);
  await saveEmail(change, email, email.keywords, modseq);
  const places = await membershipsOf(context, email.id);
  const there = places.find(({ mailboxId }) => mailboxId === to.id);
  if (there) return there.uid;
  const { id, sizeBytes } = email;
  return addMembership(change, to, { id, flags: email.keywords.flags, sizeBytes }, deleted, modseq);
}
