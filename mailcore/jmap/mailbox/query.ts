import type { MailboxId } from '../../model/ids.ts';
import type { Mailbox } from '../../model/mailbox.ts';
import {
  boolean,
  id,
  nullable,
  string,
  type Check,
  type CheckedComparator,
  type JsonObject,
} from '../arguments.ts';
import { resolveId, type RequestContext } from '../context.ts';
import { MethodFailure } from '../errors.ts';
import { matchesFilter, parseFilter, type FilterTree } from '../standard/filter.ts';

interface MailboxQueryArguments {
  readonly filter?: JsonObject | null;
  readonly sort: readonly CheckedComparator[];
  readonly sortAsTree: boolean;
  readonly filterAsTree: boolean;
}

type Test = (mailbox: Mailbox) => boolean;
type Compare = (left: Mailbox, right: Mailbox) => number;

/** Ids of the mailboxes that match, in order. Throws `unsupportedFilter`, `unsupportedSort`, `invalidArguments`. RFC 8621 §2.3. */
export async function queryMailboxes(
  context: RequestContext,
  args: MailboxQueryArguments,
): Promise<MailboxId[]> {
  const filter = parseMailboxFilter(context, args.filter);
  const compare = parseMailboxSort(args.sort);
  const all = await context.mail.listMailboxes(context.account.id);
  const tree = new MailboxTree(all, compare);
  const ordered = args.sortAsTree ? tree.depthFirst() : all.toSorted(compare);
  const passing = new Set(all.filter((mailbox) => matchesFilter(filter, mailbox)));
  const shown = args.filterAsTree ? ordered.filter((mailbox) => tree.allUpwards(mailbox, passing)) : ordered;
  return shown.filter((mailbox) => passing.has(mailbox)).map((mailbox) => mailbox.id);
}

function parseMailboxFilter(
  context: RequestContext,
  filter: JsonObject | null | undefined,
): FilterTree<Test> {
  const checks: Record<string, Check<Test>> = {
    parentId(value, path) {
      const parent = nullable(id)(value, path);
      if (parent === null) return (mailbox) => mailbox.parentId === null;
      const parentId = resolveId(context, 'm', parent);
      return (mailbox) => parentId !== null && mailbox.parentId === parentId;
    },
    name(value, path) {
      const name = foldText(string(value, path));
      return (mailbox) => foldText(mailbox.name).includes(name);
    },
    role(value, path) {
      const role = nullable(string)(value, path);
      return (mailbox) => mailbox.role === role;
    },
    hasAnyRole(value, path) {
      const wanted = boolean(value, path);
      return (mailbox) => (mailbox.role !== null) === wanted;
    },
    isSubscribed(value, path) {
      const wanted = boolean(value, path);
      return (mailbox) => mailbox.isSubscribed === wanted;
    },
  };
  return parseFilter(filter, checks);
}

function foldText(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

const COMPARE: ReadonlyMap<string, Compare> = new Map<string, Compare>([
  ['sortOrder', (left, right) => left.sortOrder - right.sortOrder],
  ['name', (left, right) => compareText(foldText(left.name), foldText(right.name))],
]);

function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function parseMailboxSort(comparators: readonly CheckedComparator[]): Compare {
  const orders = comparators.map(({ property, isAscending, collation }) => {
    const compare = COMPARE.get(property);
    if (!compare || (collation && collation !== 'i;unicode-casemap'))
      throw new MethodFailure('unsupportedSort');
    return isAscending ? compare : (left: Mailbox, right: Mailbox) => compare(right, left);
  });
  return (left, right) => {
    for (const compare of orders) {
      const difference = compare(left, right);
      if (difference !== 0) return difference;
    }
    return left.id - right.id;
  };
}

/** Mailboxes under their parents, siblings in order. */
class MailboxTree {
  readonly #children = new Map<MailboxId | null, Mailbox[]>();
  readonly #byId: ReadonlyMap<MailboxId, Mailbox>;

  constructor(mailboxes: readonly Mailbox[], compare: Compare) {
    this.#byId = new Map(mailboxes.map((mailbox) => [mailbox.id, mailbox]));
    for (const mailbox of mailboxes.toSorted(compare)) {
      const siblings = this.#children.get(mailbox.parentId);
      if (siblings) siblings.push(mailbox);
      else this.#children.set(mailbox.parentId, [mailbox]);
    }
  }

  depthFirst(parentId: MailboxId | null = null): Mailbox[] {
    const children = this.#children.get(parentId) ?? [];
    return children.flatMap((mailbox) => [mailbox, ...this.depthFirst(mailbox.id)]);
  }

  /** True when the mailbox and all above it are in `wanted`. */
  allUpwards(mailbox: Mailbox, wanted: ReadonlySet<Mailbox>): boolean {
    if (!wanted.has(mailbox)) return false;
    const parent = mailbox.parentId === null ? undefined : this.#byId.get(mailbox.parentId);
    return parent === undefined || this.allUpwards(parent, wanted);
  }
}
