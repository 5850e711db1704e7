import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { topLines } from './top-lines.ts';

const HEADER = 'Subject: a\r\n\r\n';
const BODY = 'one\r\n\r\nthree\nfour';

async function top(
  text: string,
  bodyStart: number,
  lines: number,
  chunkBytes = text.length,
): Promise<string> {
  const bytes = Buffer.from(text);
  async function* chunks(): AsyncGenerator<Buffer> {
    for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
  }
  let out = '';
  for await (const chunk of topLines(chunks(), bodyStart, lines)) {
    assert.ok(chunk.length > 0);
    out += chunk.toString();
  }
  return out;
}

const TABLE: readonly [lines: number, body: string][] = [
  [0, ''],
  [1, 'one\r\n'],
  [2, 'one\r\n\r\n'],
  [3, 'one\r\n\r\nthree\n'],
  [4, BODY],
  [9_999_999_999, BODY],
];
for (const [lines, body] of TABLE) {
  test(`the first ${lines} lines, whatever the chunks`, async () => {
    for (let chunkBytes = 1; chunkBytes <= HEADER.length + BODY.length; chunkBytes++)
      assert.equal(await top(HEADER + BODY, HEADER.length, lines, chunkBytes), HEADER + body);
  });
}

test('a message that is all header, or all body', async () => {
  assert.equal(await top('Subject: a\r\n', 12, 5), 'Subject: a\r\n');
  assert.equal(await top('\r\none\r\ntwo', 2, 1), '\r\none\r\n');
  assert.equal(await top('', 0, 1, 1), '');
});

test('no more of the message is read than is sent', async () => {
  let pulled = 0;
  async function* endless(): AsyncGenerator<Buffer> {
    for (;;) yield Buffer.from(pulled++ === 0 ? HEADER : 'line\r\n');
  }
  for await (const chunk of topLines(endless(), HEADER.length, 2)) assert.ok(chunk.length > 0);
  assert.equal(pulled, 3);
});

test('any cut gives a beginning of the message', async () => {
  const text = fc
    .array(fc.constantFrom('a', '\r\n', '\n', '\r', '.'), { maxLength: 40 })
    .map((p) => p.join(''));
  await fc.assert(
    fc.asyncProperty(
      text,
      fc.nat({ max: 45 }),
      fc.nat({ max: 5 }),
      fc.integer({ min: 1, max: 9 }),
      async (message, start, lines, chunkBytes) => {
        const bodyStart = Math.min(start, message.length);
        const expected = message
          .slice(bodyStart)
          .split(/(?<=\n)/)
          .slice(0, lines)
          .join('');
        assert.equal(
          await top(message, bodyStart, lines, chunkBytes),
          message.slice(0, bodyStart) + expected,
        );
      },
    ),
  );
});
