import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { WireError } from '../../errors.ts';
import {
  formatSequenceSet,
  intersectRanges,
  MAX_RANGES,
  normaliseRanges,
  parseSequenceSet,
  rangesOf,
} from './sequence-set.ts';
import type { SequenceSet } from './sequence-set.ts';

/** Text, largest number in use, ranges. RFC 9051 §9. */
const VALID: readonly [text: string, last: number, ranges: [number, number][]][] = [
  [
    '2,4:7,9,12:*',
    15,
    [
      [2, 2],
      [4, 7],
      [9, 9],
      [12, 15],
    ],
  ],
  ['4:2', 10, [[2, 4]]],
  ['*', 3, [[3, 3]]],
  ['*:4,5:7', 10, [[4, 10]]],
  ['3291:*', 200, [[200, 3291]]],
  ['1:3,2:5,6', 9, [[1, 6]]],
  ['1:*', 0, []],
  ['4294967295', 1, [[4294967295, 4294967295]]],
];

for (const [text, last, ranges] of VALID) {
  test(`sequence set ${text} of ${last}`, () => {
    const expected = ranges.map(([from, to]) => ({ from, to }));
    assert.deepEqual(normaliseRanges(parseSequenceSet(text), last), expected);
  });
}

for (const text of ['', '0', '1:', ':1', '1,,2', '01', '4294967296', '1:2:3', 'a', '-1', '1:0', '**']) {
  test(`sequence set ${JSON.stringify(text)} is refused`, () =>
    assert.throws(() => parseSequenceSet(text), WireError));
}

test('a set of too many ranges is refused', () => {
  const text = Array.from({ length: MAX_RANGES + 1 }, (_, index) => index + 1).join(',');
  assert.throws(() => parseSequenceSet(text), WireError);
});

test('formatting and parsing agree', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 300 }), { minLength: 1 }), (numbers) => {
      const ascending = numbers.sort((a, b) => a - b);
      const ranges = normaliseRanges(parseSequenceSet(formatSequenceSet(ascending)), 300);
      const unfolded = ranges.flatMap(({ from, to }) =>
        Array.from({ length: to - from + 1 }, (_, i) => from + i),
      );
      assert.deepEqual(unfolded, ascending);
    }),
  );
});

test('what two sets have in common', () => {
  const numbers = fc.uniqueArray(fc.integer({ min: 1, max: 40 }));
  fc.assert(
    fc.property(numbers, numbers, (left, right) => {
      const [a, b] = [left, right].map((set) => rangesOf(set.sort((x, y) => x - y)));
      const common = left.filter((number) => right.includes(number));
      assert.deepEqual(unfold(intersectRanges(a ?? [], b ?? [])), common);
    }),
  );
});

function unfold(ranges: SequenceSet): number[] {
  return ranges.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, index) => from + index));
}
