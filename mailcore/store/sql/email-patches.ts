import { MailError } from '../../errors.ts';
import type { AccountId, EmailId, MailboxId, ModSeq } from '../../model/ids.ts';
import { applyKeywordChange, type KeywordSet } from '../../model/keyword.ts';
import type { EmailPatch, PatchFailure } from '../delivery.ts';
import { destroyEmail } from './destroy-email.ts';
import { AccountChange } from './account-change.ts';
import {
  addMembership,
  type EmailRow,
  findEmail,
  type MembershipRow,
  membershipsOf,
  removeMembership,
  saveEmail,
} from './email-changes.ts';
import type { WriteContext } from './write-context.ts';

const MAX_PATCHES = 1_000;

export async function updateEmails(
  context: WriteContext,
  accountId: AccountId,
  patches: readonly EmailPatch[],
  ifInState: ModSeq | undefined,
): Promise<{ modseq: ModSeq; failed: { emailId: EmailId; code: PatchFailure }[] }> {
  if (patches.length > MAX_PATCHES) throw new MailError('limitReached', 'Too many changes at once');
  const change = await AccountChange.begin(context, accountId);
  if (ifInState !== undefined && ifInState !== change.modseq)
    throw new MailError('stateMismatch', 'The state moved on');
  const failed: { emailId: EmailId; code: PatchFailure }[] = [];
  for (const patch of patches) {
    const code = await applyPatch(change, patch);
    if (code) failed.push({ emailId: patch.emailId, code });
  }
  return { modseq: await change.finish(), failed };
}

/** Applies a whole patch or nothing of it; the code says why not. */
export async function applyPatch(change: AccountChange, patch: EmailPatch): Promise<PatchFailure | null> {
  const email = await findEmail(change, patch.emailId);
  if (!email) return 'emailNotFound';
  const current = await membershipsOf(change.context, email.id);
  const target = targetMailboxes(current, patch);
  if (!target) return 'invalidArgument';
  for (const id of target) if (!(await change.mailbox(id))) return 'mailboxNotFound';
  const keywords = (patch.keywords ?? []).reduce(applyKeywordChange, email.keywords);
  await applyTo(change, email, keywords, current, target);
  return null;
}

/** The set of mailboxes the email is to be in, or null when the patch makes no sense. */
function targetMailboxes(current: readonly MembershipRow[], patch: EmailPatch): Set<MailboxId> | null {
  const hasPair = patch.addMailboxes !== undefined || patch.removeMailboxes !== undefined;
  if (patch.setMailboxes && hasPair) return null;
  const target = new Set(patch.setMailboxes ?? current.map(({ mailboxId }) => mailboxId));
  for (const id of patch.removeMailboxes ?? []) target.delete(id);
  for (const id of patch.addMailboxes ?? []) target.add(id);
  return target.size === 0 ? null : target;
}

async function applyTo(
  change: AccountChange,
  email: EmailRow,
  keywords: KeywordSet,
  current: readonly MembershipRow[],
  target: ReadonlySet<MailboxId>,
): Promise<void> {
  const left = current.filter(({ mailboxId }) => !target.has(mailboxId));
  const present = new Set(current.map(({ mailboxId }) => mailboxId));
  const entered = [...target].filter((id) => !present.has(id));
  if (left.length === 0 && entered.length === 0 && sameKeywords(email.keywords, keywords)) return;
  const modseq = change.nextModseq();
  await removeFrom(change, email, left, modseq);
  await saveEmail(change, email, keywords, modseq);
  const { id, sizeBytes } = email;
  for (const mailboxId of entered) {
    const mailbox = await change.requireMailbox(mailboxId);
    await addMembership(change, mailbox, { id, flags: keywords.flags, sizeBytes }, 0, modseq);
  }
}

async function removeFrom(
  change: AccountChange,
  email: EmailRow,
  rows: readonly MembershipRow[],
  modseq: ModSeq,
): Promise<void> {
  for (const { mailboxId, uid } of rows) {
    await removeMembership(change, await change.requireMailbox(mailboxId), uid, email, modseq);
  }
}

export function sameKeywords(a: KeywordSet, b: KeywordSet): boolean {
  return a.flags === b.flags && a.custom.join(' ') === b.custom.join(' ');
}

export async function destroyEmails(
  context: WriteContext,
  accountId: AccountId,
  emailIds: readonly EmailId[],
): Promise<{ modseq: ModSeq; notFound: EmailId[] }> {
  const change = await AccountChange.begin(context, accountId);
  const notFound: EmailId[] = [];
  for (const id of emailIds) if (!(await destroyById(change, id))) notFound.push(id);
  return { modseq: await change.finish(), notFound };
}

/** Takes an email out of every mailbox. False when there is no such email. */
export async function destroyById(change: AccountChange, id: EmailId): Promise<boolean> {
  const email = await findEmail(change, id);
  if (!email) return false;
  const modseq = change.nextModseq();
  const places = await membershipsOf(change.context, id);
  await removeFrom(change, email, places, modseq);
  await destroyEmail(change, email, places[0]?.mailboxId ?? null, modseq);
  return true;
}
