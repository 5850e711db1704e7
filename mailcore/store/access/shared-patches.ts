import type { Email } from '../../model/email.ts';
import type { AccountId, EmailId, MailboxId } from '../../model/ids.ts';
import { applyKeywordChange, FLAG } from '../../model/keyword.ts';
import { hasRight, NO_RIGHTS, type Right, type Rights } from '../../model/rights.ts';
import type { EmailPatch, PatchFailure } from '../delivery.ts';
import type { Store } from '../store.ts';
import type { Grants } from './grants.ts';

type RightsIn = (mailboxId: MailboxId) => Rights;

interface Judged {
  readonly allowed: EmailPatch[];
  readonly failed: { emailId: EmailId; code: PatchFailure }[];
}

/** Parts patches to emails of another account into those that the rights allow, and those that they do not. RFC 8621 §2, §4.6. */
export async function judgePatches(
  store: Store,
  grants: Grants,
  ownerId: AccountId,
  patches: readonly EmailPatch[],
): Promise<Judged> {
  const granted = await grants.all(ownerId);
  const rightsIn: RightsIn = (mailboxId) => granted.get(mailboxId)?.rights ?? NO_RIGHTS;
  const emails = await store.getEmails(
    ownerId,
    patches.map(({ emailId }) => emailId),
  );
  const byId = new Map(emails.map((email) => [email.id, email]));
  const judged: Judged = { allowed: [], failed: [] };
  for (const patch of patches) {
    const email = byId.get(patch.emailId);
    const verdict = email ? judge(patch, email, rightsIn) : 'emailNotFound';
    if (typeof verdict === 'string') judged.failed.push({ emailId: patch.emailId, code: verdict });
    else judged.allowed.push(verdict);
  }
  return judged;
}

function judge(patch: EmailPatch, email: Email, rightsIn: RightsIn): EmailPatch | PatchFailure {
  const places = email.memberships.map(({ mailboxId }) => mailboxId);
  const visible = places.filter((id) => hasRight(rightsIn(id), 'r'));
  if (visible.length === 0) return 'emailNotFound';
  const needed = keywordRights(patch, email);
  // RFC 8621 §2 (maySetSeen, maySetKeywords): in all the mailboxes of the email.
  if (places.some((id) => needed.some((right) => !hasRight(rightsIn(id), right)))) return 'noPermission';
  return moved(patch, visible, rightsIn);
}

function keywordRights({ keywords = [] }: EmailPatch, email: Email): Right[] {
  const after = keywords.reduce(applyKeywordChange, email.keywords);
  const changed = email.keywords.flags ^ after.flags;
  const rights: Right[] = [];
  if ((changed & FLAG.seen) !== 0) rights.push('s');
  const hasOther = (changed & ~FLAG.seen) !== 0 || after.custom.join(' ') !== email.keywords.custom.join(' ');
  if (hasOther) rights.push('w');
  return rights;
}

/** The whole set of mailboxes, as one who sees some of them means it: what they do not see stays. */
function moved(
  patch: EmailPatch,
  visible: readonly MailboxId[],
  rightsIn: RightsIn,
): EmailPatch | PatchFailure {
  const { setMailboxes, addMailboxes = [], removeMailboxes = [], ...rest } = patch;
  if (setMailboxes && (patch.addMailboxes || patch.removeMailboxes)) return 'invalidArgument';
  const added = (setMailboxes ?? addMailboxes).filter((id) => !visible.includes(id));
  const removed = setMailboxes
    ? visible.filter((id) => !setMailboxes.includes(id))
    : removeMailboxes.filter((id) => visible.includes(id));
  if (added.some((id) => !hasRight(rightsIn(id), 'l'))) return 'mailboxNotFound';
  if (added.some((id) => !hasRight(rightsIn(id), 'i'))) return 'noPermission';
  if (!removed.every((id) => mayRemove(rightsIn(id)))) return 'noPermission';
  return { ...rest, addMailboxes: added, removeMailboxes: removed };
}

/** RFC 8621 §2 (mayRemoveItems). */
export function mayRemove(rights: Rights): boolean {
  return hasRight(rights, 't') && hasRight(rights, 'e');
}
