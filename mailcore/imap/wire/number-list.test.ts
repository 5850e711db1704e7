import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatNumbers } from './number-list.ts';

const TABLE: readonly [numbers: number[], text: string][] = [
  [[], ''],
  [[1], ' 1'],
  [[9, 10, 99, 100, 4294967295, 0], ' 9 10 99 100 4294967295 0'],
];
for (const [numbers, text] of TABLE)
  test(`numbers${text}`, () => {
    assert.equal(formatNumbers(numbers), text);
    assert.equal(formatNumbers(Uint32Array.from(numbers)), text);
  });
