import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { MailError } from '../errors.ts';
import { readCsv } from './csv.ts';

async function read(...chunks: (string | Buffer)[]): Promise<[number, readonly string[]][]> {
  const records: [number, readonly string[]][] = [];
  async function* source() {
    for (const chunk of chunks) yield Buffer.from(chunk);
  }
  for await (const { line, fields } of readCsv(source())) records.push([line, fields]);
  return records;
}

const rows: [string, [number, string[]][]][] = [
  [
    'a,b\n1,2\n',
    [
      [1, ['a', 'b']],
      [2, ['1', '2']],
    ],
  ],
  [
    '\ufeffa,b\r\n1,2',
    [
      [1, ['a', 'b']],
      [2, ['1', '2']],
    ],
  ],
  ['"a, b","say ""hi""",\r\n', [[1, ['a, b', 'say "hi"', '']]]],
  [
    '"two\nlines",x\ny\n',
    [
      [1, ['two\nlines', 'x']],
      [3, ['y']],
    ],
  ],
  ['\n\na\n\n', [[3, ['a']]]],
  ['a"b,"c"d\n', [[1, ['a"b', 'cd']]]],
  ['', []],
];

test('reads records', async () => {
  for (const [text, expected] of rows) assert.deepEqual(await read(text), expected, JSON.stringify(text));
});

test('chunks may cut anywhere', async () => {
  const text = Buffer.from('名前,"友\n子"\r\n"a""b",c\r\n');
  const whole = await read(text);
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: text.length }), async (cut) => {
      assert.deepEqual(await read(text.subarray(0, cut), text.subarray(cut)), whole);
    }),
  );
});

test('refuses what is no CSV', async () => {
  for (const bytes of [
    Buffer.from('a,"b'),
    Buffer.from([0x83, 0x65, 0x83, 0x58]),
    Buffer.from(`"${'x'.repeat(70_000)}"`),
  ]) {
    await assert.rejects(
      read(bytes),
      (error) => error instanceof MailError && error.code === 'invalidArgument',
    );
  }
});
