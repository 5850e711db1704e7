import { WireError } from '../../errors.ts';
import type { Decoder } from './decoder.ts';

const SORT_KEYS = [
  'ARRIVAL',
  'CC',
  'DATE',
  'FROM',
  'SIZE',
  'SUBJECT',
  'TO',
  // RFC 5957 §5
  'DISPLAYFROM',
  'DISPLAYTO',
] as const;

export type SortKey = (typeof SORT_KEYS)[number];

export interface SortCriterion {
  readonly key: SortKey;
  readonly isReverse: boolean;
}

/** More would repeat themselves: there are nine keys, each sorts once. */
const MAX_CRITERIA = 100;

/** sort-criteria = "(" sort-criterion *(SP sort-criterion) ")". A key that stands twice sorts by its first place. RFC 5256 §5. */
export function decodeSortCriteria(decoder: Decoder): SortCriterion[] {
  const byKey = new Map<SortKey, SortCriterion>();
  let count = 0;
  decoder.list(() => {
    const criterion = decodeCriterion(decoder);
    if (++count > MAX_CRITERIA) throw new WireError('Too many sort criteria');
    if (!byKey.has(criterion.key)) byKey.set(criterion.key, criterion);
  });
  if (count === 0) throw new WireError('Expected a sort criterion');
  return [...byKey.values()];
}

function decodeCriterion(decoder: Decoder): SortCriterion {
  const first = decoder.keyword();
  const isReverse = first === 'REVERSE';
  if (isReverse) decoder.sp();
  const name = isReverse ? decoder.keyword() : first;
  const key = SORT_KEYS.find((known) => known === name);
  if (key === undefined) throw new WireError('Unknown sort criterion');
  return { key, isReverse };
}
