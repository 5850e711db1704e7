import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeBinaryParts } from './binary-parts.ts';
import { findPart } from './section.ts';
import { scanMessage } from './scan.ts';
import { decodeTransfer } from './transfer-encoding.ts';

function lines(...text: string[]): Buffer {
  return Buffer.from(text.join('\r\n'), 'latin1');
}

test('a binary part with NUL becomes base64, its neighbours stay', () => {
  const bytes = lines(
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    'Content-Transfer-Encoding: binary',
    '',
    'no NUL here',
    '--b',
    'content-transfer-encoding:',
    ' binary',
    'Content-Type: image/x',
    '',
    `${'x'.repeat(100)}\0\xff`,
    '--b--',
    '',
  );
  const encoded = encodeBinaryParts(bytes);
  const { root } = scanMessage(encoded);
  assert.equal(findPart(root, '1')?.encoding, 'binary');
  const image = findPart(root, '2');
  assert.ok(image);
  assert.deepEqual([image.encoding, image.type], ['base64', 'image']);
  const body = decodeTransfer(encoded.subarray(image.bodyStart, image.bodyEnd), 'base64');
  assert.equal(body.toString('latin1'), `${'x'.repeat(100)}\0\xff`);
  assert.ok(encoded.toString('latin1').endsWith('\r\n--b--\r\n'));
});

test('a part within an enclosed message, with an empty line last', () => {
  const bytes = lines('Content-Type: message/rfc822', '', 'Content-Transfer-Encoding: binary', '', '\0', '');
  const encoded = encodeBinaryParts(bytes);
  assert.equal(encoded.toString('latin1').split('\r\n\r\n').at(-1), Buffer.from('\0\r\n').toString('base64'));
});

for (const [what, bytes] of [
  ['NUL in a part that says 8bit', lines('Content-Transfer-Encoding: 8bit', '', '\0')],
  ['NUL in the header', lines('Subject: \0', 'Content-Transfer-Encoding: binary', '', 'a')],
  ['no NUL', lines('Content-Transfer-Encoding: binary', '', '\xff')],
] as const)
  test(`${what}: nothing is changed`, () => assert.equal(encodeBinaryParts(bytes), bytes));
