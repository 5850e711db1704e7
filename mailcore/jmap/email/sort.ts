import type { MailboxRows } from '../../model/email.ts';
import type { CheckedComparator } from '../arguments.ts';
import { MethodFailure } from '../errors.ts';
import type { EmailComparator } from '../types.ts';
import type { EmailFacts } from './facts.ts';
import { hasKeyword, keywordTest, type ThreadKeywords } from './keywords.ts';
import { stableSort } from './stable-sort.ts';

/** RFC 8621 §4.4.2. */
export const SORT_PROPERTIES = [
  'receivedAt',
  'sentAt',
  'size',
  'from',
  'to',
  'subject',
  'hasKeyword',
  'allInThreadHaveKeyword',
  'someInThreadHaveKeyword',
  'noneInThreadHaveKeyword',
] as const;

export interface Order {
  readonly property: EmailComparator['property'];
  readonly keyword: string;
  readonly isAscending: boolean;
}

const NEWEST_FIRST: readonly Order[] = [{ property: 'receivedAt', keyword: '', isAscending: false }];

/** Checks a `sort` argument. Throws `unsupportedSort`, `invalidArguments`. */
export function parseSort(comparators: readonly CheckedComparator[]): readonly Order[] {
  if (comparators.length > 8) throw new MethodFailure('unsupportedSort', 'At most 8 comparators.');
  const orders = comparators.map(({ property: name, keyword, isAscending, collation }) => {
    const property = SORT_PROPERTIES.find((known) => known === name);
    if (property === undefined)
      throw new MethodFailure('unsupportedSort', 'Emails cannot be sorted by this.');
    if (collation && collation !== 'i;unicode-casemap')
      throw new MethodFailure('unsupportedSort', 'Unknown collation.');
    if (property.endsWith('Keyword') && keyword === undefined) {
      throw new MethodFailure('invalidArguments', `${property} needs a keyword.`, ['sort']);
    }
    return { property, keyword: (keyword ?? '').toLowerCase(), isAscending };
  });
  return orders.length > 0 ? orders : NEWEST_FIRST;
}

/** Where sort keys come from, beyond the rows. */
export interface SortSources {
  readonly facts: EmailFacts | null;
  readonly threads: ThreadKeywords;
}

/** Row indexes in the order asked for; equal ones by id in the direction of the last comparator, so that pages are stable. */
export function sortRows(
  rows: MailboxRows,
  among: Uint32Array,
  orders: readonly Order[],
  sources: SortSources,
): Uint32Array {
  const lastIsAscending = orders.at(-1)?.isAscending ?? true;
  let order = stableSort(among, (index) => rows.emailIds[index]!, lastIsAscending);
  for (const comparator of orders.toReversed()) {
    order = stableSort(order, sortKey(rows, order, comparator, sources), comparator.isAscending);
  }
  return order;
}

type SortKey = (index: number) => number;

function sortKey(
  rows: MailboxRows,
  among: Uint32Array,
  order: Order,
  { facts, threads }: SortSources,
): SortKey {
  const { property, keyword } = order;
  switch (property) {
    case 'receivedAt':
      return (index) => rows.receivedAt[index]!;
    case 'size':
      return (index) => rows.sizes[index]!;
    case 'hasKeyword': {
      const test = keywordTest(keyword);
      return (index) => (hasKeyword(rows, index, test) ? 1 : 0);
    }
    case 'allInThreadHaveKeyword':
    case 'someInThreadHaveKeyword':
    case 'noneInThreadHaveKeyword': {
      const matching = threads.matching(property, keyword);
      return (index) => (matching.has(rows.threadIds[index]!) ? 1 : 0);
    }
    case 'sentAt':
      return (index) => facts?.get(rows.emailIds[index]!)?.sentAtMs ?? rows.receivedAt[index]!;
    case 'from':
    case 'to':
    case 'subject':
      return textRanks(rows, among, (id) => facts?.get(id)?.[property] ?? '');
  }
}

/** Positions of texts in code-point order, so that texts sort as numbers do. */
function textRanks(rows: MailboxRows, among: Uint32Array, textOf: (emailId: number) => string): SortKey {
  const texts = new Set<string>();
  for (const index of among) texts.add(textOf(rows.emailIds[index]!));
  const ranks = new Map([...texts].sort(compareText).map((text, rank) => [text, rank]));
  return (index) => ranks.get(textOf(rows.emailIds[index]!)) ?? 0;
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
