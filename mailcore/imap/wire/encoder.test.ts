import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Decoder } from './decoder.ts';
import { encodeAString, encodeMailbox, encodeString } from './encoder.ts';

const STRINGS: readonly [binary: string, wire: string][] = [
  ['', '""'],
  ['plain', '"plain"'],
  ['q"\\', '"q\\"\\\\"'],
  ['a\r\nb', '{4}\r\na\r\nb'],
  ['\xe6\x97\xa5', '{3}\r\n\xe6\x97\xa5'],
];
for (const [binary, wire] of STRINGS) {
  test(`string ${JSON.stringify(binary)}`, () => assert.equal(encodeString(binary), wire));
}

test('a string survives the round trip', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary-ascii' }), (text) => {
      if (!text.includes('\0')) assert.equal(new Decoder(encodeString(text)).string(), text);
    }),
  );
});

test('an atom that says NIL is quoted', () => {
  assert.equal(encodeAString('nil'), '"nil"');
});

test('a mailbox is modified UTF-7, or quoted UTF-8 once enabled', () => {
  assert.equal(encodeMailbox('日本語', false), '&ZeVnLIqe-');
  assert.equal(encodeMailbox('日', true), '"\xe6\x97\xa5"');
  assert.equal(encodeMailbox('R&D 1', false), '"R&-D 1"');
});
