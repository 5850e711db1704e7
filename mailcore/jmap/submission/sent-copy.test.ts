import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scanMessage } from '../../message/scan.ts';
import { MemoryBytes } from '../email/message-bytes.ts';
import { SetFailure } from '../errors.ts';
import { openJmapFixture } from '../../testing/jmap-fixture.ts';
import { LineEnds, writeSentCopy } from './sent-copy.ts';

const LINES: readonly [chunks: readonly string[], expected: string][] = [
  [['a\r\nb\r\n'], 'a\r\nb\r\n'],
  [['a\nb'], 'a\r\nb\r\n'],
  [['a\rb'], 'a\r\nb\r\n'],
  [['a\r', '\nb'], 'a\r\nb\r\n'],
  [['a\r', 'b\r'], 'a\r\nb\r\n'],
  [['a\n\r\n'], 'a\r\n\r\n'],
  [['\n.\r\n'], '\r\n.\r\n'],
  [['\r\r\n'], '\r\n\r\n'],
  [[''], ''],
];

for (const [chunks, expected] of LINES) {
  test(`sends ${JSON.stringify(chunks)} as ${JSON.stringify(expected)}`, () => {
    const lines = new LineEnds();
    const sent = [...chunks.map((chunk) => lines.normalise(Buffer.from(chunk))), lines.end()];
    assert.equal(Buffer.concat(sent).toString(), expected);
  });
}

async function sentCopy(text: string): Promise<{ text: string; isEightBit: boolean }> {
  await using fixture = await openJmapFixture();
  const bytes = Buffer.from(text);
  const writer = fixture.storage.blobs.create();
  try {
    const facts = await writeSentCopy(writer, new MemoryBytes(bytes), scanMessage(bytes).root, bytes.length);
    const blob = await writer.finish();
    assert.equal(blob.kind, 'memory');
    return { ...facts, text: blob.kind === 'memory' ? blob.bytes.toString() : '' };
  } catch (error) {
    await writer.abort();
    throw error;
  }
}

test('takes out every blind copy, folded and repeated', async () => {
  const message =
    'Bcc: a@x.org,\r\n b@x.org\r\nFrom: t@x.org\r\nbcc : c@x.org\r\nResent-Bcc: d@x.org\r\nSubject: Bcc: no\r\n\r\nBcc: body\r\n';
  assert.deepEqual(await sentCopy(message), {
    text: 'From: t@x.org\r\nSubject: Bcc: no\r\n\r\nBcc: body\r\n',
    isEightBit: false,
  });
});

test('notices eight-bit octets', async () => {
  assert.equal((await sentCopy('From: t@x.org\r\n\r\ncafé\r\n')).isEightBit, true);
});

test('refuses a header too large to look through, where a blind copy could hide', async () => {
  const message = `${'X: y\r\n'.repeat(2500)}Bcc: hidden@x.org\r\n\r\n`;
  await assert.rejects(
    sentCopy(message),
    (error) => error instanceof SetFailure && error.error.type === 'invalidEmail',
  );
});
