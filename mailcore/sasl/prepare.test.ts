import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { preparePassword } from './prepare.ts';

const rows: [string, string | null][] = [
  // RFC 4013 §3
  ['I\u00adX', 'IX'],
  ['user', 'user'],
  ['USER', 'USER'],
  ['\u00aa', 'a'],
  ['\u2168', 'IX'],
  ['\u0007', null],
  // Japanese keyboards: full-width letters and the ideographic space.
  ['ｐａｓｓ　word', 'pass word'],
  ['パスワード', 'パスワード'],
  ['ﾊﾟｽ', 'パス'],
  ['', null],
  ['\u00ad', null],
  ['tab\there', null],
  ['nul\0', null],
  ['\ud800', null],
  ['x'.repeat(1_024), 'x'.repeat(1_024)],
  ['x'.repeat(1_025), null],
  ['あ'.repeat(342), null],
];

test('prepares passwords', () => {
  for (const [input, expected] of rows) assert.equal(preparePassword(input), expected, JSON.stringify(input));
});

test('preparing twice changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const once = preparePassword(text);
      return once === null || preparePassword(once) === once;
    }),
  );
});
