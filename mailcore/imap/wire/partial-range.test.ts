import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WireError } from '../../errors.ts';
import { Decoder } from './decoder.ts';
import { decodePartialRange, sliceOfRange } from './partial-range.ts';

/** Range, results, slice. RFC 9394 §3.1. */
const VALID: readonly [text: string, count: number, start: number, end: number][] = [
  ['1:500', 1000, 0, 500],
  ['500:1', 1000, 0, 500],
  ['501:1000', 700, 500, 700],
  ['24000:24500', 700, 0, 0],
  ['1:1', 0, 0, 0],
  ['-1:-100', 1000, 900, 1000],
  ['-100:-1', 50, 0, 50],
  ['-2:-2', 3, 1, 2],
  ['-51:-60', 50, 0, 0],
];
for (const [text, count, start, end] of VALID) {
  test(`PARTIAL ${text} of ${count}`, () =>
    assert.deepEqual(sliceOfRange(decodePartialRange(new Decoder(text)), count), { start, end }));
}

for (const text of ['', '1', '0:1', '1:*', '-1:2', '1:-2', '1:4294967296', 'a:b']) {
  test(`PARTIAL ${text} is refused`, () =>
    assert.throws(() => decodePartialRange(new Decoder(text)), WireError));
}
