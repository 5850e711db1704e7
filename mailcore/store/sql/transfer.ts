import { MailError } from '../../errors.ts';
import type { MessageSummary } from '../../model/content.ts';
import type { Uid } from '../../model/ids.ts';
import { NO_KEYWORDS } from '../../model/keyword.ts';
import { type FlagMask, maskKeywords } from '../../model/rights.ts';
import type { CopiedUids, MailboxPlace } from '../email-store.ts';
import { threadKeys } from '../thread-keys.ts';
import { AccountChange, type MailboxCounters } from './account-change.ts';
import { findSources, type Source } from './copy-move.ts';
import { addMembership, insertEmail, joinCustom } from './email-changes.ts';
import { leaveMailbox } from './expunge.ts';
import { SQL } from './statements.ts';
import { addBlobRefs } from './stored-bodies.ts';
import { findThread, rememberThread } from './threading.ts';
import type { WriteContext } from './write-context.ts';

export async function transferEmails(
  context: WriteContext,
  from: MailboxPlace,
  uids: readonly Uid[],
  to: MailboxPlace,
  { isMove, mask }: { isMove: boolean; mask?: FlagMask },
): Promise<CopiedUids> {
  const source = await AccountChange.begin(context, from.accountId);
  const isWithin = from.accountId === to.accountId;
  const target = isWithin ? source : await AccountChange.begin(context, to.accountId);
  const fromMailbox = await source.requireMailbox(from.mailboxId);
  const toMailbox = await target.requireMailbox(to.mailboxId);
  const found = await findSources(source, fromMailbox, uids);
  const destinationUids: Uid[] = [];
  for (const message of found) {
    destinationUids.push(await insertCopy(target, message, toMailbox, mask));
    if (isMove) await leaveMailbox(source, fromMailbox, message.uid);
  }
  if (!isWithin) await source.finish();
  const sourceUids = found.map(({ uid }) => uid);
  return { uidValidity: toMailbox.uidValidity, sourceUids, destinationUids, modseq: await target.finish() };
}

async function insertCopy(
  target: AccountChange,
  { deleted, email }: Source,
  mailbox: MailboxCounters,
  mask: FlagMask | undefined,
): Promise<Uid> {
  const { blobId, sizeBytes, receivedAt, sent } = email;
  if (!target.fits(sizeBytes)) throw new MailError('overQuota', 'Mailbox full');
  const keywords = mask ? maskKeywords(NO_KEYWORDS, email.keywords, mask) : email.keywords;
  const thread = await findThread(target, await threadKeysOf(target, blobId));
  const copy = await insertEmail(target, {
    blobId,
    sizeBytes,
    threadId: thread.threadId,
    receivedAt,
    sent,
    flags: keywords.flags,
    custom: joinCustom(keywords.custom),
  });
  await rememberThread(target, thread, copy.threadId);
  await addBlobRefs(target.context, blobId, 1);
  const row = { id: copy.id, flags: keywords.flags, sizeBytes };
  return addMembership(target, mailbox, row, mask?.deleted === false ? 0 : deleted, copy.modseq);
}

async function threadKeysOf({ context }: AccountChange, blobId: number): Promise<readonly number[]> {
  const summary = (await context.sql.get(SQL.summaryOfBlob, blobId))?.[0];
  return typeof summary === 'string' ? threadKeys(JSON.parse(summary) as MessageSummary) : [];
}
