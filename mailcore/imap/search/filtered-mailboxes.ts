import { SEPARATOR } from '../mailboxes/mailbox-tree.ts';
import type { MailboxEntry, MailboxTree } from '../mailboxes/mailbox-tree.ts';
import type { MailboxFilter } from '../wire/mailbox-filter.ts';

/**
 * The mailboxes that any of the filters names, each once, in the order of the tree; those that do not exist, or
 * may not be read, are passed over. RFC 7377 §2.2.
 */
export function filteredMailboxes(
  tree: MailboxTree,
  filters: readonly MailboxFilter[],
  selectedId: number | null,
): MailboxEntry[] {
  return tree.entries.filter(
    (entry) => entry.rights.includes('r') && filters.some((filter) => isMeant(entry, filter, selectedId)),
  );
}

function isMeant(entry: MailboxEntry, filter: MailboxFilter, selectedId: number | null): boolean {
  switch (filter.kind) {
    case 'selected':
      return entry.mailbox.id === selectedId;
    // RFC 5465 §6.3: mail may be filed anywhere, so they are all of them.
    case 'inboxes':
    case 'personal':
      return !entry.isShared;
    case 'subscribed':
      return entry.rights.includes('l') && entry.mailbox.isSubscribed;
    case 'mailboxes':
      return filter.paths.includes(entry.path);
    case 'subtree':
      return entry.rights.includes('l') && filter.paths.some((path) => levelsBelow(entry.path, path) >= 0);
    case 'subtree-one':
      return (
        entry.rights.includes('l') &&
        filter.paths.some((path) => [0, 1].includes(levelsBelow(entry.path, path)))
      );
  }
}

/** How deep a mailbox lies under another: 0 for itself, -1 when it does not. Everything lies under "". */
function levelsBelow(path: string, top: string): number {
  if (path === top) return 0;
  const below = top === '' ? path : path.startsWith(top + SEPARATOR) ? path.slice(top.length + 1) : null;
  return below === null ? -1 : below.split(SEPARATOR).length;
}
