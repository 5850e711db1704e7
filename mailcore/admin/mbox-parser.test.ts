import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { mboxFromDate, mboxFromLine } from './mbox-from-line.ts';
import { mboxLines } from './mbox-lines.ts';
import { MboxParser, type MboxMessage } from './mbox-parser.ts';

function parse(text: string | Buffer, cuts: readonly number[] = [], maxMessageBytes = 10_000): MboxMessage[] {
  const bytes = Buffer.from(text);
  const parser = new MboxParser(maxMessageBytes);
  const messages: MboxMessage[] = [];
  let start = 0;
  for (const end of [...cuts].sort((a, b) => a - b)) {
    messages.push(...parser.push(bytes.subarray(start, end)));
    start = Math.max(start, end);
  }
  return [...messages, ...parser.push(bytes.subarray(start)), ...parser.finish()];
}

function bodies(text: string): (string | null)[] {
  return parse(text).map(({ bytes }) => bytes && bytes.toString());
}

const LINE = 'From a@x.example Tue Nov 24 08:00:00 2026';

const rows: [string, (string | null)[]][] = [
  ['', []],
  ['\n\n', []],
  [`${LINE}\nA: 1\n\nhi\n\n`, ['A: 1\r\n\r\nhi\r\n']],
  [`${LINE}\r\nA: 1\r\n\r\nhi\r\n\r\n${LINE}\r\nB: 2\r\n\r\n`, ['A: 1\r\n\r\nhi\r\n', 'B: 2\r\n']],
  [`${LINE}\nA: 1\n\n>From x\n>>From y\n> From z\n`, ['A: 1\r\n\r\nFrom x\r\n>From y\r\n> From z\r\n']],
  // Careless writers: neither quoted nor a separator.
  [
    `${LINE}\nA: 1\n\nFrom here on\nFrom b 1 08:00:00 2026\n`,
    ['A: 1\r\n\r\nFrom here on\r\nFrom b 1 08:00:00 2026\r\n'],
  ],
  [`${LINE}\nA: 1\n\n\nFrom there, with love\n`, ['A: 1\r\n\r\n\r\nFrom there, with love\r\n']],
  // Text before the first separator; no line end at the end.
  [`no mbox\n\n${LINE}\nA: 1\n\nhi`, ['no mbox\r\n', 'A: 1\r\n\r\nhi']],
  [`${LINE}\n`, ['']],
  [`${LINE}\n${'x'.repeat(20_000)}\n\n${LINE}\nA: 1\n`, [null, 'A: 1\r\n']],
];

test('cuts files into messages', () => {
  for (const [text, expected] of rows)
    assert.deepEqual(bodies(text), expected, JSON.stringify(text.slice(0, 100)));
});

test('chunks may end anywhere, and an import may go on at any end', () => {
  const text = `${LINE}\nA: 1\n\n>From x\n\n${LINE}\r\nB: 2\r\n\r\nbody\r\n\r\n${LINE}\nC: 3\n\n`;
  const whole = parse(text);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: text.length }), { maxLength: 6 }), (cuts) => {
      assert.deepEqual(parse(text, cuts), whole);
    }),
  );
  const [first, ...others] = whole;
  const resumed = new MboxParser(10_000, first!.endOffset);
  const rest = Buffer.from(text).subarray(first!.endOffset);
  assert.deepEqual([...resumed.push(rest), ...resumed.finish()], others);
});

test('what is written is read back', async () => {
  const line = fc.oneof(
    fc.constantFrom(
      '',
      'From me',
      '>From me',
      'From a@b Tue Nov 24 08:00:00 2026',
      '>>>From ',
      'x'.repeat(70_000),
    ),
    fc.string({ maxLength: 20 }).map((text) => text.replace(/[\r\n]/g, '')),
  );
  const message = fc
    .array(line, { maxLength: 8 })
    .map((lines) => `A: 1\r\n\r\n${lines.map((each) => `${each}\r\n`).join('')}`);
  await fc.assert(
    fc.asyncProperty(
      fc.array(message, { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 1, max: 50 }),
      async (texts, size) => {
        const chunks: Buffer[] = [];
        for (const text of texts) {
          chunks.push(Buffer.from(mboxFromLine('a@b.example', new Date(0))));
          for await (const chunk of mboxLines(inPieces(Buffer.from(text), size))) chunks.push(chunk);
        }
        const read = parse(Buffer.concat(chunks), [], 10_000_000).map(({ bytes }) => bytes?.toString());
        assert.deepEqual(read, texts);
      },
    ),
    { numRuns: 60 },
  );
});

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  const step = Math.max(size, Math.ceil(bytes.length / 200));
  for (let start = 0; start < bytes.length; start += step) yield bytes.subarray(start, start + step);
}

const dates: [string, string | null][] = [
  ['From a Tue Nov 24 08:01:02 2026', '2026-11-24T08:01:02.000Z'],
  ['From a@b.c  Sat Jan  3 01:05:34 1996', '1996-01-03T01:05:34.000Z'],
  ['From 1@xxx Tue Nov 24 08:00:00 +0900 2026', '2026-11-23T23:00:00.000Z'],
  ['From a Tue Nov 24 08:00 JST 2026', '2026-11-24T08:00:00.000Z'],
  ['From a', null],
  ['From a Tue Foo 24 08:00:00 2026', null],
];

test('dates of separators', () => {
  for (const [line, expected] of dates)
    assert.equal(mboxFromDate(line)?.toISOString() ?? null, expected, line);
  const date = new Date('2026-03-04T05:06:07Z');
  assert.equal(mboxFromLine('x y', date), 'From MAILER-DAEMON Wed Mar  4 05:06:07 2026\n');
  assert.deepEqual(mboxFromDate(mboxFromLine(null, date)), date);
});
