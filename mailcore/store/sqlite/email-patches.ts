import { MailError } from '../../errors.ts';
import type { AccountId, EmailId, MailboxId, ModSeq } from '../../model/ids.ts';
import { applyKeywordChange, type KeywordSet } from '../../model/keyword.ts';
import type { EmailPatch } from '../delivery.ts';
import { AccountChange } from './account-change.ts';
import {
  addMembership,
  destroyEmail,
  type EmailRow,
  findEmail,
  type MembershipRow,
  membershipsOf,
  removeMembership,
  saveEmail,
} from './email-changes.ts';
import type { WriteContext } from './write-context.ts';

export type PatchFailure = 'emailNotFound' | 'mailboxNotFound' | 'invalidArgument';

const MAX_PATCHES = 1_000;

export function updateEmails(
  context: WriteContext,
  accountId: AccountId,
  patches: readonly EmailPatch[],
  ifInState: ModSeq | undefined,
): { modseq: ModSeq; failed: { emailId: EmailId; code: PatchFailure }[] } {
  if (patches.length > MAX_PATCHES) throw new MailError('limitReached', 'Too many changes at once');
  const change = new AccountChange(context, accountId);
  if (ifInState !== undefined && ifInState !== change.modseq)
    throw new MailError('stateMismatch', 'The state moved on');
  const failed: { emailId: EmailId; code: PatchFailure }[] = [];
  for (const patch of patches) {
    const code = applyPatch(change, patch);
    if (code) failed.push({ emailId: patch.emailId, code });
  }
  return { modseq: change.finish(), failed };
}

/** Applies a whole patch or nothing of it; the code says why not. */
export function applyPatch(change: AccountChange, patch: EmailPatch): PatchFailure | null {
  const email = findEmail(change, patch.emailId);
  if (!email) return 'emailNotFound';
  const current = membershipsOf(change.context, email.id);
  const target = targetMailboxes(current, patch);
  if (!target) return 'invalidArgument';
  for (const id of target) if (!change.mailbox(id)) return 'mailboxNotFound';
  const keywords = (patch.keywords ?? []).reduce(applyKeywordChange, email.keywords);
  applyTo(change, email, keywords, current, target);
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

function applyTo(
  change: AccountChange,
  email: EmailRow,
  keywords: KeywordSet,
  current: readonly MembershipRow[],
  target: ReadonlySet<MailboxId>,
): void {
  const left = current.filter(({ mailboxId }) => !target.has(mailboxId));
  const present = new Set(current.map(({ mailboxId }) => mailboxId));
  const entered = [...target].filter((id) => !present.has(id));
  if (left.length === 0 && entered.length === 0 && sameKeywords(email.keywords, keywords)) return;
  const modseq = change.nextModseq();
  removeFrom(change, email, left, modseq);
  saveEmail(change, email, keywords, modseq);
  const { id, sizeBytes } = email;
  for (const mailboxId of entered) {
    addMembership(
      change,
      change.requireMailbox(mailboxId),
      { id, flags: keywords.flags, sizeBytes },
      0,
      modseq,
    );
  }
}

function removeFrom(
  change: AccountChange,
  email: EmailRow,
  rows: readonly MembershipRow[],
  modseq: ModSeq,
): void {
  for (const { mailboxId, uid } of rows) {
    removeMembership(change, change.requireMailbox(mailboxId), uid, email, modseq);
  }
}

export function sameKeywords(a: KeywordSet, b: KeywordSet): boolean {
  return a.flags === b.flags && a.custom.join(' ') === b.custom.join(' ');
}

export function destroyEmails(
  context: WriteContext,
  accountId: AccountId,
  emailIds: readonly EmailId[],
): { modseq: ModSeq; notFound: EmailId[] } {
  const change = new AccountChange(context, accountId);
  const notFound = emailIds.filter((id) => !destroyById(change, id));
  return { modseq: change.finish(), notFound };
}

/** Takes an email out of every mailbox. False when there is no such email. */
export function destroyById(change: AccountChange, id: EmailId): boolean {
  const email = findEmail(change, id);
  if (!email) return false;
  const modseq = change.nextModseq();
  removeFrom(change, email, membershipsOf(change.context, id), modseq);
  destroyEmail(change, email, modseq);
  return true;
}
