import type { Id } from '../../../mailcore/jmap/types.ts';
import { LIST_PROPERTIES, type ListEmail } from './email.ts';
import type { ListQuery } from './list-query.ts';
import { requestAllIds } from './list-request.ts';
import { heldEmails, isHeld, loadThreads, type MailState } from './mail-state.ts';
import type { MailboxList } from './mailbox-list.svelte.ts';
import { readEmails } from './read-emails.ts';

/** What an action works on. */
export type Target =
  /** Whole conversations; with `inMailbox` only their emails that stand there. */
  | { readonly threadIds: readonly Id[]; readonly inMailbox?: Id | null }
  | { readonly emailIds: readonly Id[]; readonly inMailbox?: Id | null }
  /** The selection of a list, also beyond its loaded rows. */
  | { readonly list: MailboxList };

/** What an action has to know of an email. */
const PROPERTIES = [
  'id',
  'threadId',
  'mailboxIds',
  'keywords',
  'receivedAt',
] as const satisfies (keyof ListEmail)[];
export type TargetEmail = Pick<ListEmail, (typeof PROPERTIES)[number]>;

/** The emails of a target, with the mailbox that the user looks at. */
export interface ResolvedTarget {
  readonly emails: readonly TargetEmail[];
  readonly inMailbox: Id | null;
}

/** At once when everything is held, so that the change shows in the same frame; otherwise after the missing was read. */
export function resolveTarget(state: MailState, target: Target): ResolvedTarget | Promise<ResolvedTarget> {
  if ('list' in target) {
    const { selection, query } = target.list;
    if (selection.isAll) return resolveAll(state, query);
    return resolveTarget(state, { threadIds: selection.threadIds, inMailbox: query.mailboxId });
  }
  return 'threadIds' in target ? resolveThreads(state, target) : resolveEmails(state, target);
}

/** Number of conversations (or emails, when they were named) for the words of the toast. */
export function targetSize(target: Target): number {
  if ('list' in target) return target.list.selection.size;
  return 'threadIds' in target ? target.threadIds.length : target.emailIds.length;
}

function resolveThreads(
  state: MailState,
  { threadIds, inMailbox = null }: Extract<Target, { threadIds: unknown }>,
): ResolvedTarget | Promise<ResolvedTarget> {
  const resolved = (): ResolvedTarget => {
    const emails = threadIds.flatMap((id) => heldEmails(state, id));
    return { emails: emails.filter(stands(inMailbox)), inMailbox };
  };
  return threadIds.every((id) => isHeld(state, id))
    ? resolved()
    : loadThreads(state, threadIds).then(resolved);
}

function resolveEmails(
  state: MailState,
  { emailIds, inMailbox = null }: Extract<Target, { emailIds: unknown }>,
): ResolvedTarget | Promise<ResolvedTarget> {
  const resolved = (): ResolvedTarget => ({
    emails: emailIds.flatMap((id) => state.emails.get(id) ?? []),
    inMailbox,
  });
  if (emailIds.every((id) => state.emails.isKnown(id))) return resolved();
  return readIntoCache(state, emailIds).then(resolved);
}

/** Everything that a query finds, also what no row was loaded for. */
export async function resolveAll(state: MailState, query: ListQuery): Promise<ResolvedTarget> {
  const emails: TargetEmail[] = [];
  for await (const ids of requestAllIds(state, query)) {
    emails.push(...(await readEmails(state.client, ids, PROPERTIES)));
  }
  return { emails, inMailbox: query.mailboxId };
}

async function readIntoCache({ client, emails }: MailState, ids: readonly Id[]): Promise<ListEmail[]> {
  const list = await readEmails(client, ids, LIST_PROPERTIES);
  emails.put(list);
  return list;
}

function stands(mailboxId: Id | null): (email: TargetEmail) => boolean {
  return mailboxId === null ? () => true : (email) => mailboxId in email.mailboxIds;
}
