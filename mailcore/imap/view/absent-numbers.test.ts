import assert from 'node:assert/strict';
import { test } from 'node:test';
import { absentNumbers } from './absent-numbers.ts';
import { formatRanges, normaliseRanges, parseSequenceSet } from '../wire/sequence-set.ts';

const CASES: readonly [wanted: string, present: number[], absent: string][] = [
  ['1:10', [], '1:10'],
  ['1:10', [1, 2, 5, 10], '3:4,6:9'],
  ['1:3,7:9', [2, 5, 8], '1,3,7,9'],
  ['4:5', [4, 5], ''],
  ['4294967290:4294967295', [4294967291], '4294967290,4294967292:4294967295'],
];

for (const [wanted, present, absent] of CASES) {
  test(`${wanted} without ${present.join(',')}`, () => {
    const ranges = normaliseRanges(parseSequenceSet(wanted), 10);
    assert.equal(formatRanges(absentNumbers(ranges, present)), absent);
  });
}
