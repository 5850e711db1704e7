import type { Id } from '../../../mailcore/jmap/types.ts';
import type { JmapClient } from './client.ts';
import type { EmailCache } from './email-cache.svelte.ts';
import type { ListEmail } from './email.ts';
import type { Mailboxes } from './mailboxes.svelte.ts';
import { readEmailsOf } from './read-emails.ts';
import type { ThreadCache } from './thread-cache.svelte.ts';

/** What lists, conversations and actions share: the connection and what is known of the account. */
export interface MailState {
  readonly client: JmapClient;
  readonly mailboxes: Mailboxes;
  readonly emails: EmailCache;
  readonly threads: ThreadCache;
}

/** All held emails of a conversation, oldest first, wherever they stand. */
export function heldEmails({ threads, emails }: MailState, threadId: Id): ListEmail[] {
  return (threads.get(threadId) ?? []).flatMap((id) => emails.get(id) ?? []);
}

/**
 * The emails that a conversation shows: seen from junk or trash those that stand there, seen from elsewhere those that do not.
 */
export function shownEmails(state: MailState, threadId: Id, mailboxId: Id | null): ListEmail[] {
  const { mailboxes } = state;
  const isAside = (email: ListEmail) => Object.keys(email.mailboxIds).every((id) => mailboxes.isAside(id));
  const emails = heldEmails(state, threadId);
  if (mailboxId !== null && mailboxes.isAside(mailboxId))
    return emails.filter((email) => mailboxId in email.mailboxIds);
  const shown = emails.filter((email) => !isAside(email));
  return shown.length > 0 ? shown : emails;
}

/** Whether every email of the conversation is held. */
export function isHeld({ threads, emails }: MailState, threadId: Id): boolean {
  return threads.get(threadId)?.every((id) => emails.isKnown(id)) ?? false;
}

/** Reads the conversations that are not held yet, with all their emails. Rejects with JmapError. */
export async function loadThreads(state: MailState, threadIds: readonly Id[]): Promise<void> {
  const { client, threads, emails } = state;
  const ids = threadIds.filter((id) => !isHeld(state, id));
  if (ids.length === 0) return;
  const call = client.call('Thread/get', { ids });
  const [answer, list] = await Promise.all([call, readEmailsOf(client, call)]);
  const found = new Set(list.map(({ id }) => id));
  emails.put(list);
  emails.remove(answer.list.flatMap(({ emailIds }) => emailIds.filter((id) => !found.has(id))));
  threads.put(answer.list);
  // A thread that is no more has no emails; so nobody asks again.
  threads.put(answer.notFound.map((id) => ({ id, emailIds: [] })));
}
