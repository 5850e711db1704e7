import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { enhancedStatus, replyLine } from './reply-line.ts';

const rows: [string, string, string][] = [
  ['250 2.0.0 ok', '250 2.0.0 ok', '2.0.0'],
  ['550-5.1.1 No such user\r\n550 5.1.1 see https://x', '550 5.1.1 No such user see https://x', '5.1.1'],
  ['421 busy', '421 busy', '4.0.0'],
  ['550', '550', '5.0.0'],
  ['', '', '4.0.0'],
  ['nonsense', 'nonsense', '4.0.0'],
  ['550 5.7.1 \x1b[31mred\0\u3042', '550 5.7.1 ?[31mred?', '5.7.1'],
];

test('makes one printable line of a reply', () => {
  for (const [reply, line, status] of rows) {
    assert.equal(replyLine(reply), line);
    assert.equal(enhancedStatus(line), status);
  }
});

test('whatever the peer says stays one short ASCII line', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 1_200 }), (reply) => {
      const line = replyLine(`550 5.1.1 ${reply}`);
      return /^[\x20-\x7e]{0,900}$/.test(line);
    }),
    { numRuns: 50 },
  );
});
