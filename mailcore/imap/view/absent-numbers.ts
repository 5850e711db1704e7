import { lowerBound } from './lower-bound.ts';
import type { SequenceRange, SequenceSet } from '../wire/sequence-set.ts';

/** The numbers of a normalised set that are not among `ascending`. */
export function absentNumbers(ranges: SequenceSet, ascending: ArrayLike<number>): SequenceRange[] {
  const left: SequenceRange[] = [];
  for (const { from, to } of ranges) {
    let next = from;
    for (let index = lowerBound(ascending, from); index < ascending.length; index++) {
      const taken = ascending[index] as number;
      if (taken > to) break;
      if (taken > next) left.push({ from: next, to: taken - 1 });
      next = taken + 1;
    }
    if (next <= to) left.push({ from: next, to });
  }
  return left;
}
