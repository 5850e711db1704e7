import type { AccountId, MailboxId } from '../../model/ids.ts';
import { hasRight } from '../../model/rights.ts';
import type { MailboxEntry, MailboxTree } from '../mailboxes/mailbox-tree.ts';
import { SEPARATOR } from '../mailboxes/mailbox-tree.ts';
import type { NotifyEvent, NotifyFilter, NotifyGroup } from '../wire/notify.ts';

/** What the client was told last of a mailbox it watches, in a few words: a picture holds thousands. */
export interface WatchedMailbox {
  readonly entry: MailboxEntry;
  readonly events: ReadonlySet<NotifyEvent>;
}

export type Picture = ReadonlyMap<MailboxId, WatchedMailbox>;

/** Beyond this many mailboxes a session is told to look for itself: a connection that idles stays small. RFC 5465 §5.8. */
export const MAX_WATCHED = 2_000;

/** The mailboxes that the groups are about, each with the events of the first that matches; null when they are too many. RFC 5465 §6. */
export function watchedMailboxes(tree: MailboxTree, groups: readonly NotifyGroup[]): Picture | null {
  const picture = new Map<MailboxId, WatchedMailbox>();
  for (const entry of tree.entries) {
    const group = groups.find(({ filter }) => isAbout(filter, entry));
    if (group === undefined || group.events.size === 0) continue;
    if (picture.size === MAX_WATCHED) return null;
    picture.set(entry.mailbox.id, { entry, events: group.events });
  }
  return picture;
}

function isAbout(filter: NotifyFilter, { path, mailbox, isShared }: MailboxEntry): boolean {
  switch (filter.kind) {
    case 'inboxes':
      return !isShared && mailbox.role === 'inbox';
    case 'personal':
      return !isShared;
    case 'subscribed':
      return mailbox.isSubscribed;
    case 'subtree':
      return filter.paths.some((top) => path === top || path.startsWith(top + SEPARATOR));
    case 'mailboxes':
      return filter.paths.includes(path);
    default:
      return false;
  }
}

/** Accounts whose changes matter, beside one's own. */
export function ownersOf(picture: Picture, accountId: AccountId): Set<AccountId> {
  const owners = new Set([...picture.values()].map(({ entry }) => entry.mailbox.accountId));
  owners.delete(accountId);
  return owners;
}

/** Whether messages of a mailbox changed in a way the client wants to hear of. */
export function hasNews(before: WatchedMailbox, { entry, events }: WatchedMailbox): boolean {
  const [old, now] = [before.entry.mailbox, entry.mailbox];
  if (!hasRight(entry.rights, 'r') || old.modseq === now.modseq) return false;
  const added = now.uidNext - old.uidNext;
  if (added > 0 || now.totalEmails < old.totalEmails + added) return events.has('MessageNew');
  // What is left are flags, or properties of the mailbox itself.
  return events.has('FlagChange') && now.modseq !== now.propertiesModseq;
}
