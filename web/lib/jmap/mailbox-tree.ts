import type { Id, Mailbox } from '../../../mailcore/jmap/types.ts';

export interface MailboxNode {
  readonly mailbox: Mailbox;
  /** 0 at the top. */
  readonly depth: number;
  readonly hasChildren: boolean;
}

const ROLE_ORDER = ['inbox', 'drafts', 'sent', 'archive', 'junk', 'trash'];

/** Depth-first order for the sidebar: roles, then the user's sort order, then names. Orphans and cycles come out at the top. */
export function mailboxTree(mailboxes: readonly Mailbox[]): MailboxNode[] {
  const known = new Set(mailboxes.map(({ id }) => id));
  const byParent = Map.groupBy(mailboxes.toSorted(compareMailboxes), ({ parentId }) =>
    parentId !== null && known.has(parentId) ? parentId : null,
  );
  const placed = new Set<Id>();
  const place = (parentId: Id | null, depth: number): MailboxNode[] =>
    (byParent.get(parentId) ?? []).flatMap((mailbox) => {
      placed.add(mailbox.id);
      return [{ mailbox, depth, hasChildren: byParent.has(mailbox.id) }, ...place(mailbox.id, depth + 1)];
    });
  const nodes = place(null, 0);
  const strays = mailboxes.filter(({ id }) => !placed.has(id));
  return [...nodes, ...strays.map((mailbox) => ({ mailbox, depth: 0, hasChildren: false }))];
}

function compareMailboxes(a: Mailbox, b: Mailbox): number {
  return roleRank(a) - roleRank(b) || a.sortOrder - b.sortOrder || a.name.localeCompare(b.name);
}

function roleRank({ role }: Mailbox): number {
  const rank = role === null ? -1 : ROLE_ORDER.indexOf(role);
  return rank < 0 ? ROLE_ORDER.length : rank;
}
