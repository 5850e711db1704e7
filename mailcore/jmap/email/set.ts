import type { EmailId, ModSeq } from '../../model/ids.ts';
import type { EmailPatch, PatchFailure } from '../../store/delivery.ts';
import type { JsonObject } from '../arguments.ts';
import { resolveId, type RequestContext } from '../context.ts';
import { invalidProperties, SetFailure } from '../errors.ts';
import type { SetOutcome } from '../standard/set.ts';
import type { Email, Id } from '../types.ts';
import { toEmailPatch } from './patch.ts';
import { rowProperties } from './render.ts';

type Outcome = SetOutcome<Email>;

/** Applies all patches in one transaction; each email stands or falls on its own. RFC 8621 §4.6. */
export async function updateEmails(
  context: RequestContext,
  update: ReadonlyMap<Id, JsonObject>,
  destroyed: ReadonlySet<Id>,
  outcome: Outcome,
  ifInState?: ModSeq,
): Promise<void> {
  const patches = new Map<Id, EmailPatch>();
  for (const [id, patch] of update) {
    await outcome.update(id, async () => {
      if (destroyed.has(id)) throw new SetFailure('willDestroy');
      const emailId = requireEmailId(context, id);
      patches.set(id, toEmailPatch(context, emailId, await withoutUnchanged(context, emailId, patch)));
      return null;
    });
  }
  if (patches.size === 0) return;
  const { failed } = await context.mail.updateEmails(context.account.id, [...patches.values()], {
    ifInState,
  });
  const failures = new Map(failed.map(({ emailId, code }) => [emailId, code]));
  for (const [id, { emailId }] of patches) {
    const code = failures.get(emailId);
    if (code === undefined) continue;
    outcome.updated.delete(id);
    outcome.notUpdated.set(id, failureOf(code).error);
  }
}

const FIXED = ['id', 'blobId', 'threadId', 'size', 'receivedAt'] as const;

/** RFC 8620 §5.3: what cannot change may be sent along as it is. */
async function withoutUnchanged(
  context: RequestContext,
  emailId: EmailId,
  patch: JsonObject,
): Promise<JsonObject> {
  if (!FIXED.some((name) => Object.hasOwn(patch, name))) return patch;
  const [email] = await context.mail.getEmails(context.account.id, [emailId]);
  if (!email) throw new SetFailure('notFound');
  const current = rowProperties(email);
  const isUnchanged = (name: string): boolean =>
    FIXED.some((fixed) => fixed === name && patch[name] === current[fixed]);
  return Object.fromEntries(Object.entries(patch).filter(([name]) => !isUnchanged(name)));
}

function failureOf(code: PatchFailure): SetFailure {
  if (code === 'emailNotFound') return new SetFailure('notFound');
  if (code === 'noPermission') return new SetFailure('forbidden');
  return badMailboxes(code);
}

function badMailboxes(code: 'mailboxNotFound' | 'invalidArgument'): SetFailure {
  const reason =
    code === 'mailboxNotFound' ? 'There is no such mailbox.' : 'An email is in at least one mailbox.';
  return invalidProperties(['mailboxIds'], reason);
}

/** Removes emails for good, all in one transaction. */
export async function destroyEmails(
  context: RequestContext,
  destroy: readonly Id[],
  outcome: Outcome,
): Promise<void> {
  if (destroy.length === 0) return;
  const numbers = new Map([...new Set(destroy)].map((id) => [id, resolveId(context, 'e', id)]));
  const known = [...numbers.values()].filter((number) => number !== null);
  const { notFound, notPermitted } = await context.mail.destroyEmails(context.account.id, known);
  const missing = new Set<EmailId | null>([null, ...notFound]);
  const kept = new Set<EmailId | null>(notPermitted);
  for (const [id, number] of numbers) {
    if (missing.has(number)) outcome.notDestroyed.set(id, { type: 'notFound' });
    else if (kept.has(number)) outcome.notDestroyed.set(id, { type: 'forbidden' });
    else outcome.destroyed.push(id);
  }
}

export function requireEmailId(context: RequestContext, id: Id): EmailId {
  const number = resolveId(context, 'e', id);
  if (number === null) throw new SetFailure('notFound');
  return number;
}
