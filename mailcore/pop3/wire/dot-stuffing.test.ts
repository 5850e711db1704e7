import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { dotStuffed } from './dot-stuffing.ts';

async function* cutAt(bytes: Buffer, cuts: readonly number[]): AsyncGenerator<Buffer> {
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  for (let i = 1; i < places.length; i++) yield bytes.subarray(places[i - 1], places[i]);
}

async function stuff(text: string, cuts: readonly number[] = []): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of dotStuffed(cutAt(Buffer.from(text, 'latin1'), cuts))) chunks.push(chunk);
  return Buffer.concat(chunks).toString('latin1');
}

/** What a client makes of it; one that takes a bare LF for a line end, as ours are stuffed for it too. RFC 1939 §3. */
function unstuff(stuffed: string): string {
  assert.ok(stuffed.endsWith('.\r\n'));
  const text = stuffed.slice(0, -3);
  assert.ok(text === '' || text.endsWith('\r\n'));
  assert.doesNotMatch(text, /(?:^|\n)\.(?!\.)/, 'the end shows in the body');
  return text.replace(/(^|\n)\.\./g, '$1.');
}

const TABLE: readonly [text: string, stuffed: string][] = [
  ['', '.\r\n'],
  ['a\r\n', 'a\r\n.\r\n'],
  ['a', 'a\r\n.\r\n'],
  ['.', '..\r\n.\r\n'],
  ['.\r\n', '..\r\n.\r\n'],
  ['\r\n.\r\n', '\r\n..\r\n.\r\n'],
  ['a.b\r\n.c', 'a.b\r\n..c\r\n.\r\n'],
  ['a\n.\nb\r\n', 'a\n..\nb\r\n.\r\n'],
  ['a\n', 'a\n\r\n.\r\n'],
  ['a\r', 'a\r\r\n.\r\n'],
  ['\n', '\n\r\n.\r\n'],
];
for (const [text, stuffed] of TABLE) {
  test(`stuffs ${JSON.stringify(text)}`, async () => {
    assert.equal(await stuff(text), stuffed);
    const everywhere = Array.from({ length: text.length }, (_, index) => index);
    assert.equal(await stuff(text, everywhere), stuffed);
  });
}

test('what is unstuffed is what was sent, with a final CRLF, however it was cut', async () => {
  const text = fc
    .array(fc.constantFrom('.', '..', '\r\n', '\n', '\r', 'a', '\0', '\xff', '\r\n.\r\n'), { maxLength: 30 })
    .map((pieces) => pieces.join(''));
  await fc.assert(
    fc.asyncProperty(text, fc.array(fc.nat({ max: 200 }), { maxLength: 12 }), async (sent, cuts) => {
      const isComplete = sent === '' || sent.endsWith('\r\n');
      assert.equal(unstuff(await stuff(sent, cuts)), isComplete ? sent : `${sent}\r\n`);
    }),
    { numRuns: 3_000 },
  );
});

test('a chunk made of dots stays one chunk', async () => {
  let count = 0;
  for await (const chunk of dotStuffed(cutAt(Buffer.from('.\r\n'.repeat(20_000)), [])))
    count += Number(chunk.length > 0);
  assert.equal(count, 2);
});
