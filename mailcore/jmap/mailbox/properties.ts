import type { Mailbox as StoredMailbox } from '../../model/mailbox.ts';
import type { RequestContext } from '../context.ts';
import { formatId } from '../ids.ts';
import type { Mailbox, MailboxRights } from '../types.ts';

export const MAILBOX_PROPERTIES = [
  'id',
  'name',
  'parentId',
  'role',
  'sortOrder',
  'totalEmails',
  'unreadEmails',
  'totalThreads',
  'unreadThreads',
  'myRights',
  'isSubscribed',
] as const satisfies readonly (keyof Mailbox)[];

/** A mailbox as the wire shows it; thread counts are 0 unless they are asked for. RFC 8621 §2. */
export async function toMailbox(
  context: RequestContext,
  mailbox: StoredMailbox,
  properties: ReadonlySet<string>,
): Promise<Mailbox> {
  const needsThreads = properties.has('totalThreads') || properties.has('unreadThreads');
  const threads = needsThreads ? await context.threadCounts.count(mailbox) : null;
  return {
    id: formatId('m', mailbox.id),
    name: mailbox.name,
    parentId: mailbox.parentId === null ? null : formatId('m', mailbox.parentId),
    role: mailbox.role,
    sortOrder: mailbox.sortOrder,
    totalEmails: mailbox.totalEmails,
    unreadEmails: mailbox.unreadEmails,
    totalThreads: threads?.totalThreads ?? 0,
    unreadThreads: threads?.unreadThreads ?? 0,
    myRights: rightsOf(mailbox),
    isSubscribed: mailbox.isSubscribed,
  };
}

/** The owner may do everything but remove the inbox. RFC 8621 §2. */
export function rightsOf({ role }: Pick<StoredMailbox, 'role'>): MailboxRights {
  return {
    mayReadItems: true,
    mayAddItems: true,
    mayRemoveItems: true,
    maySetSeen: true,
    maySetKeywords: true,
    mayCreateChild: true,
    mayRename: role !== 'inbox',
    mayDelete: role !== 'inbox',
    maySubmit: true,
  };
}
