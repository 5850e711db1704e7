import type { Mailbox as StoredMailbox } from '../../model/mailbox.ts';
import { hasRight, type Rights } from '../../model/rights.ts';
import { placeOf } from '../../store/access/mailbox-access.ts';
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
  const myRights = toRights(await context.access.rightsOf(placeOf(mailbox)), mailbox);
  const needsThreads =
    myRights.mayReadItems && (properties.has('totalThreads') || properties.has('unreadThreads'));
  const threads = needsThreads ? await context.threadCounts.count(mailbox) : null;
  return {
    id: formatId('m', mailbox.id),
    name: mailbox.name,
    parentId: mailbox.parentId === null ? null : formatId('m', mailbox.parentId),
    role: mailbox.role,
    sortOrder: mailbox.sortOrder,
    totalEmails: myRights.mayReadItems ? mailbox.totalEmails : 0,
    unreadEmails: myRights.mayReadItems ? mailbox.unreadEmails : 0,
    totalThreads: threads?.totalThreads ?? 0,
    unreadThreads: threads?.unreadThreads ?? 0,
    myRights,
    isSubscribed: mailbox.isSubscribed,
  };
}

/** RFC 8621 §2: each property is one right of IMAP, or two. The inbox stays where it is, whoever asks. */
function toRights(rights: Rights, { role }: Pick<StoredMailbox, 'role'>): MailboxRights {
  return {
    mayReadItems: hasRight(rights, 'r'),
    mayAddItems: hasRight(rights, 'i'),
    mayRemoveItems: hasRight(rights, 't') && hasRight(rights, 'e'),
    maySetSeen: hasRight(rights, 's'),
    maySetKeywords: hasRight(rights, 'w'),
    mayCreateChild: hasRight(rights, 'k'),
    mayRename: role !== 'inbox' && hasRight(rights, 'x'),
    mayDelete: role !== 'inbox' && hasRight(rights, 'x'),
    maySubmit: hasRight(rights, 'p'),
  };
}
