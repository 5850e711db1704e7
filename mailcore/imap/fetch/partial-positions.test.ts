import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Decoder } from '../wire/decoder.ts';
import { decodePartialRange } from '../wire/partial-range.ts';
import { partOf } from './partial-positions.ts';

const POSITIONS = [
  { start: 0, end: 2 },
  { start: 5, end: 6 },
  { start: 8, end: 12 },
];

/** Range, positions. RFC 9394 §3.3. */
const TABLE: readonly [range: string, positions: string][] = [
  ['1:1', '0-1'],
  ['2:4', '1-2 5-6 8-9'],
  ['-1:-5', '5-6 8-12'],
  ['-7:-7', '0-1'],
  ['1:100', '0-2 5-6 8-12'],
  ['8:9', ''],
];
for (const [range, positions] of TABLE) {
  test(`PARTIAL ${range}`, () => {
    const part = partOf(POSITIONS, decodePartialRange(new Decoder(range)));
    assert.equal(part.map(({ start, end }) => `${start}-${end}`).join(' '), positions);
  });
}
