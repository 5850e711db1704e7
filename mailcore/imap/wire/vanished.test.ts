import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rangesOf } from './sequence-set.ts';
import { formatVanished } from './vanished.ts';

test('UIDs are told in runs', () => {
  assert.equal(formatVanished(rangesOf([405, 407, 408, 410])), '* VANISHED 405,407:408,410\r\n');
  assert.equal(formatVanished([{ from: 1, to: 4 }], { isEarlier: true }), '* VANISHED (EARLIER) 1:4\r\n');
  assert.equal(formatVanished([]), '');
});

test('many runs take several lines', () => {
  const odd = Array.from({ length: 2_500 }, (_, index) => 2 * index + 1);
  const lines = formatVanished(rangesOf(odd)).trimEnd().split('\r\n');
  assert.equal(lines.length, 3);
  const named = lines.flatMap((line) => line.slice('* VANISHED '.length).split(','));
  assert.deepEqual(named.map(Number), odd);
});
