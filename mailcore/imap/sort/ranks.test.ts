import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { rankNumbers, rankTexts, sortByRank } from './ranks.ts';

test('equal values share a rank', () => {
  assert.deepEqual([...rankNumbers(Float64Array.of(5, 1, 5, 3))], [2, 0, 2, 1]);
  assert.deepEqual([...rankNumbers(Float64Array.of(-1e300, 1e300, 0))], [0, 2, 1]);
  assert.deepEqual([...rankNumbers(new Float64Array())], []);
  assert.deepEqual([...rankTexts(['b', '', 'b', 'a'])], [2, 0, 2, 1]);
});

test('sorting by rank is stable', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -(2 ** 40), max: 2 ** 40 })), fc.boolean(), (numbers, isWide) => {
      const values = Float64Array.from(numbers, (value) => (isWide ? value * 2 ** 20 : value % 5));
      const ranks = rankNumbers(values);
      const items = Uint32Array.from(values, (_, index) => index);
      const expected = [...items].sort((a, b) => (values[a] as number) - (values[b] as number));
      const few = Uint32Array.from(expected.slice(0, 1 + (items.length >> 5)).toReversed());
      assert.deepEqual(
        [...sortByRank(few, (item) => ranks[item] as number, items.length)],
        [...few].sort((a, b) => (values[a] as number) - (values[b] as number)),
      );
      assert.deepEqual([...sortByRank(items, (item) => ranks[item] as number, items.length)], expected);
    }),
  );
});
