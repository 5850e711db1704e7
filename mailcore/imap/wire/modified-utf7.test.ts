import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeModifiedUtf7, encodeModifiedUtf7 } from './modified-utf7.ts';

const PAIRS: readonly [text: string, wire: string][] = [
  ['INBOX', 'INBOX'],
  ['', ''],
  ['A & B', 'A &- B'],
  // RFC 3501 §5.1.3
  ['~peter/mail/台北/日本語', '~peter/mail/&U,BTFw-/&ZeVnLIqe-'],
  ['下書き', '&Tgtm+DBN-'],
  ['Entwürfe', 'Entw&APw-rfe'],
  ['📬', '&2D3c7A-'],
];

for (const [text, wire] of PAIRS) {
  test(`modified UTF-7 of ${JSON.stringify(text)}`, () => {
    assert.equal(encodeModifiedUtf7(text), wire);
    assert.equal(decodeModifiedUtf7(wire), text);
  });
}

const INVALID = ['&', 'a&U,BTFw', '&U,BT Fw-', '&2D0-', '\u00e9', 'a\tb', '&AA-', '&A-', '&=-', '&!-'];
for (const wire of INVALID) {
  test(`${JSON.stringify(wire)} is no modified UTF-7`, () => assert.equal(decodeModifiedUtf7(wire), null));
}

test('every name survives the round trip', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (name) => {
      if (!/[\x00-\x1f\x7f]/.test(name)) assert.equal(decodeModifiedUtf7(encodeModifiedUtf7(name)), name);
    }),
  );
});
