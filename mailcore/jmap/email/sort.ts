import type { MailboxRows } from '../../model/email.ts';
import type { CheckedComparator } from '../arguments.ts';
import { MethodFailure } from '../errors.ts';
import type { EmailComparator } from '../types.ts';
import type { EmailFacts } from './facts.ts';
import { hasKeyword, keywordTest, type ThreadKeywords } from './keywords.ts';

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
  let order = sortStable(among, (index) => rows.emailIds[index]!, lastIsAscending);
  for (const comparator of orders.toReversed()) {
    order = sortStable(order, sortKey(rows, order, comparator, sources), comparator.isAscending);
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

const RADIX_BITS = 16;
const RADIX = 1 << RADIX_BITS;

/**
 * A stable sort by a numeric key: radix sort over 16 bits at a time, since a comparison sort of 100,000 rows takes
 * longer than the whole query may. An order that already holds is found in one pass.
 */
export function sortStable(among: Uint32Array, key: SortKey, isAscending: boolean): Uint32Array {
  const keys = Float64Array.from(among, key);
  if (isSorted(keys, isAscending)) return among;
  if (isSorted(keys, !isAscending, true)) return among.toReversed();
  const min = keys.reduce((least, value) => Math.min(least, value), Infinity);
  const max = keys.reduce((most, value) => Math.max(most, value), -Infinity);
  // Descending is ascending by the distance from the maximum: equal keys keep their order.
  const distances = keys.map((value) => Math.round(isAscending ? value - min : max - value));
  return radixSort(among, distances, max - min);
}

function isSorted(keys: Float64Array, isAscending: boolean, isStrict = false): boolean {
  for (let index = 1; index < keys.length; index += 1) {
    const step = isAscending ? keys[index]! - keys[index - 1]! : keys[index - 1]! - keys[index]!;
    if (step < 0 || (isStrict && step === 0)) return false;
  }
  return true;
}

function radixSort(among: Uint32Array, distances: Float64Array, range: number): Uint32Array {
  let order = Uint32Array.from(among.keys());
  let next = new Uint32Array(order.length);
  const starts = new Uint32Array(RADIX + 1);
  for (let divisor = 1; divisor <= range || divisor === 1; divisor *= RADIX) {
    starts.fill(0);
    const digit = (position: number): number => Math.floor(distances[position]! / divisor) % RADIX;
    for (const position of order) starts[digit(position) + 1]! += 1;
    for (let value = 1; value <= RADIX; value += 1) starts[value]! += starts[value - 1]!;
    for (const position of order) next[starts[digit(position)]!++] = position;
    [order, next] = [next, order];
  }
  return order.map((position) => among[position]!);
}
