import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NumberMarks } from './number-marks.ts';

for (const [what, numbers] of [
  ['close together', [5, 7, 5, 6, 7]],
  ['far apart', [5, 9e12, 5, 6, 9e12]],
  ['none', []],
] as const) {
  test(`marks numbers ${what} once`, () => {
    const marks = new NumberMarks(Float64Array.from(numbers));
    assert.deepEqual(
      numbers.filter((number) => marks.mark(number)),
      [...new Set<number>(numbers)],
    );
  });
}
