import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { stableSort } from './stable-sort.ts';

test('sorts as a stable comparison sort does', () => {
  const keys = fc.oneof(
    fc.array(fc.integer({ min: 0, max: 5 })),
    fc.array(fc.integer({ min: -100_000, max: 100_000 })),
    fc.array(fc.integer({ min: -(2 ** 51), max: 2 ** 51 })),
    fc.array(fc.nat()).map((list) => list.sort((left, right) => left - right)),
    fc.array(fc.nat()).map((list) => list.sort((left, right) => right - left)),
  );
  fc.assert(
    fc.property(keys, fc.boolean(), (values, isAscending) => {
      const among = Uint32Array.from(values.keys());
      const sign = isAscending ? 1 : -1;
      const expected = [...among].sort((left, right) => sign * (values[left]! - values[right]!));
      assert.deepEqual([...stableSort(among, (index) => values[index]!, isAscending)], expected);
    }),
    { seed: 16 },
  );
});

test('sorts only the rows it is given', () => {
  const values = [9, 3, 7, 1, 5];
  assert.deepEqual([...stableSort(Uint32Array.of(0, 2, 4), (index) => values[index]!, true)], [4, 2, 0]);
  assert.deepEqual([...stableSort(Uint32Array.of(), () => 0, true)], []);
});
