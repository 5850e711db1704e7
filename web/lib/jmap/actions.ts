import type { Id, PatchObject } from '../../../mailcore/jmap/types.ts';
import {
  resolveAll,
  resolveTarget,
  targetSize,
  type ResolvedTarget,
  type Target,
  type TargetEmail,
} from './action-target.ts';
import { hasKeyword, KEYWORD } from './email.ts';
import { failureOf, type Failure } from './failure.ts';
import type { MailState } from './mail-state.ts';
import { inMailbox } from './list-query.ts';
import { mutate, type EmailPatches } from './mutation.ts';
import { inversePatch } from './patch.ts';

export type { Target } from './action-target.ts';

export type ActionKind =
  | 'markRead'
  | 'markUnread'
  | 'star'
  | 'unstar'
  | 'archive'
  | 'move'
  | 'trash'
  | 'junk'
  | 'notJunk'
  | 'destroy';

/** An action that shows already. */
export interface Performed {
  readonly kind: ActionKind;
  /** True when it puts back what `kind` did. */
  readonly isUndo: boolean;
  /** Conversations, or emails when emails were named. */
  readonly count: number;
  /** null = the server took it; otherwise what was refused is shown as before. Never rejects. */
  readonly settled: Promise<Failure | null>;
  /** Puts everything back, at once; absent after permanent deletion. The undo of an undo is the redo. */
  readonly undo?: () => Performed;
}

/** Patches the emails of a target; null = the email stays as it is. */
type PatchFor = (email: TargetEmail, target: ResolvedTarget) => PatchObject | null;

export function markRead(state: MailState, target: Target): Performed {
  return perform(state, 'markRead', target, (email) => setKeyword(email, KEYWORD.seen, true));
}

export function markUnread(state: MailState, target: Target): Performed {
  return perform(state, 'markUnread', target, (email) => setKeyword(email, KEYWORD.seen, false));
}

/** Stars the newest email of each conversation, which is enough to find it again. */
export function star(state: MailState, target: Target): Performed {
  return perform(state, 'star', target, (email, { emails }) =>
    isNewestOfThread(email, emails) ? setKeyword(email, KEYWORD.flagged, true) : null,
  );
}

export function unstar(state: MailState, target: Target): Performed {
  return perform(state, 'unstar', target, (email) => setKeyword(email, KEYWORD.flagged, false));
}

/** Takes emails out of the shown mailbox (the inbox, if none is) into the archive. */
export function archive(state: MailState, target: Target): Performed {
  return moveToRole(state, 'archive', 'archive', target);
}

export function move(state: MailState, target: Target, mailboxId: Id): Performed {
  return perform(state, 'move', target, moveTo(state, mailboxId));
}

export function trash(state: MailState, target: Target): Performed {
  return moveToRole(state, 'trash', 'trash', target);
}

export function junk(state: MailState, target: Target): Performed {
  return moveToRole(state, 'junk', 'junk', target, {
    [`keywords/${KEYWORD.junk}`]: true,
    [`keywords/${KEYWORD.notJunk}`]: null,
  });
}

export function notJunk(state: MailState, target: Target): Performed {
  return moveToRole(state, 'notJunk', 'inbox', target, {
    [`keywords/${KEYWORD.junk}`]: null,
    [`keywords/${KEYWORD.notJunk}`]: true,
  });
}

/** Deletes permanently, from every mailbox. There is no way back: ask first. */
export function destroy(state: MailState, target: Target): Performed {
  const changes = mapResolved(resolveTarget(state, target), ({ emails }) => ({
    forward: new Map(emails.map(({ id }) => [id, null])),
    backward: new Map(),
  }));
  return performChanges(state, { kind: 'destroy', count: targetSize(target) }, changes);
}

/** Deletes permanently what stands in one mailbox only, and takes the rest out of it. There is no way back: ask first. */
export function emptyMailbox(state: MailState, mailboxId: Id): Performed {
  const changes = resolveAll(state, inMailbox(mailboxId)).then(({ emails }) => ({
    forward: new Map(
      emails.map(({ id, mailboxIds }) => {
        const isElsewhere = Object.keys(mailboxIds).length > 1;
        return [id, isElsewhere ? { [`mailboxIds/${mailboxId}`]: null } : null];
      }),
    ),
    backward: new Map(),
  }));
  const count = state.mailboxes.get(mailboxId)?.totalThreads ?? 0;
  return performChanges(state, { kind: 'destroy', count }, changes);
}

function moveToRole(
  state: MailState,
  kind: ActionKind,
  role: string,
  target: Target,
  keywords: PatchObject = {},
): Performed {
  const mailbox = state.mailboxes.byRole(role);
  if (!mailbox) return refused(kind, role);
  const patchFor = moveTo(state, mailbox.id);
  return perform(state, kind, target, (email, resolved) => {
    const patch = patchFor(email, resolved);
    return patch && { ...patch, ...keywords };
  });
}

/**
 * Out of the shown mailbox, its other mailboxes kept. Where none is shown (a search), out of every mailbox; then own copies in Sent and
 * drafts are left where they are, unless they go to the trash.
 */
function moveTo({ mailboxes }: MailState, to: Id): PatchFor {
  const staying = ['sent', 'drafts'].flatMap((role) => mailboxes.byRole(role)?.id ?? []);
  const toTrash = mailboxes.get(to)?.role === 'trash';
  return (email, { inMailbox }) => {
    if (inMailbox === to || (inMailbox === null && to in email.mailboxIds)) return null;
    if (inMailbox !== null) return { [`mailboxIds/${inMailbox}`]: null, [`mailboxIds/${to}`]: true };
    const isStaying = !toTrash && staying.some((id) => id in email.mailboxIds);
    return isStaying ? null : { mailboxIds: { [to]: true } };
  };
}

function setKeyword(email: TargetEmail, keyword: string, isSet: boolean): PatchObject | null {
  return hasKeyword(email, keyword) === isSet ? null : { [`keywords/${keyword}`]: isSet ? true : null };
}

function isNewestOfThread(email: TargetEmail, emails: readonly TargetEmail[]): boolean {
  return !emails.some((other) => other.threadId === email.threadId && other.receivedAt > email.receivedAt);
}

function perform(state: MailState, kind: ActionKind, target: Target, patchFor: PatchFor): Performed {
  const changes = mapResolved(resolveTarget(state, target), (resolved) => changesOf(resolved, patchFor));
  return performChanges(state, { kind, count: targetSize(target) }, changes);
}

/** What is done, and what puts it back. */
interface Changes {
  readonly forward: EmailPatches;
  readonly backward: EmailPatches;
}

function changesOf(resolved: ResolvedTarget, patchFor: PatchFor): Changes {
  const patched = resolved.emails.flatMap((email) => {
    const patch = patchFor(email, resolved);
    return patch ? [{ email, patch }] : [];
  });
  return {
    forward: new Map(patched.map(({ email, patch }) => [email.id, patch])),
    backward: new Map(patched.map(({ email, patch }) => [email.id, inversePatch(email, patch)])),
  };
}

/** Shows and sends the changes, now when they are there. */
function performChanges(
  state: MailState,
  what: { kind: ActionKind; count: number; isUndo?: boolean },
  changes: Changes | Promise<Changes>,
): Performed {
  const isUndo = what.isUndo ?? false;
  const settled = settle(mapResolved(changes, ({ forward }) => mutate(state, forward)));
  const undo = () =>
    performChanges(
      state,
      { ...what, isUndo: !isUndo },
      mapResolved(changes, ({ forward, backward }) => ({ forward: backward, backward: forward })),
    );
  return { ...what, isUndo, settled, ...(what.kind === 'destroy' ? {} : { undo }) };
}

async function settle(outcome: Promise<Failure | null | Promise<Failure | null>>): Promise<Failure | null> {
  try {
    return await outcome;
  } catch (error) {
    return failureOf(error);
  }
}

/** `then` without the delay when the value is there: a change has to show in the frame of the key press. */
function mapResolved<A, B>(value: A | Promise<A>, map: (value: A) => B): B | Promise<B> {
  return value instanceof Promise ? value.then(map) : map(value);
}

function refused(kind: ActionKind, role: string): Performed {
  const error = { type: 'notFound', description: `no mailbox has the role ${role}` } as const;
  return { kind, isUndo: false, count: 0, settled: Promise.resolve({ kind: 'set', id: role, error }) };
}
