import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scanMessage } from '../../message/scan.ts';
import { MemoryBytes } from './message-bytes.ts';
import { decodedSize } from './part-size.ts';

const wrapped = (sizeBytes: number, width = 76): string =>
  Buffer.alloc(sizeBytes, 7)
    .toString('base64')
    .replace(new RegExp(`.{${width}}`, 'g'), '$&\r\n');

const BODIES: readonly [what: string, encoding: string, body: string, size: number][] = [
  ['nothing', 'base64', '', 0],
  ['plain text', '7bit', 'hello', 5],
  ['one short line', 'base64', 'aGk=', 2],
  ['two padded octets', 'base64', 'aA==', 1],
  ['regular lines', 'base64', wrapped(10_000), 10_000],
  ['regular lines to the last', 'base64', wrapped(57 * 40), 57 * 40],
  ['regular lines and a blank end', 'base64', `${wrapped(10_001)}\r\n\r\n`, 10_001],
  ['short lines', 'base64', wrapped(5_000, 60), 5_000],
  ['one long line', 'base64', Buffer.alloc(3_000).toString('base64'), 3_000],
  ['uneven lines', 'base64', 'aGVs\r\nbG8gd29y\r\nbGQ=\r\n', 11],
  ['two blocks', 'base64', 'aA==\r\naA==\r\n', 2],
  ['quoted-printable', 'quoted-printable', 'caf=C3=A9=\r\n!', 6],
  ['uuencode', 'x-uuencode', 'begin 644 x\r\n#86)C\r\n`\r\nend\r\n', 3],
];

for (const [what, encoding, body, size] of BODIES) {
  test(`counts ${what}`, async () => {
    const bytes = Buffer.from(`Content-Transfer-Encoding: ${encoding}\r\n\r\n${body}`);
    assert.equal(await decodedSize(new MemoryBytes(bytes), scanMessage(bytes).root), size);
  });
}
