import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { WireError } from '../../errors.ts';
import { COMMANDS } from '../commands/index.ts';
import { decodeBase64, decodeInitialResponse } from './base64.ts';
import { optionalMessageNumber, parseCommandLine, parseNumber } from './command.ts';

const LINES: readonly [line: string, keyword: string, args: string[], rest: string][] = [
  ['NOOP', 'NOOP', [], ''],
  ['quit ', 'QUIT', [], ''],
  ['Retr 1', 'RETR', ['1'], '1'],
  ['TOP  1   0 ', 'TOP', ['1', '0'], ' 1   0 '],
  ['PASS  two  spaces ', 'PASS', ['two', 'spaces'], ' two  spaces '],
  ['PASS tab\tin it', 'PASS', ['tab\tin', 'it'], 'tab\tin it'],
  ['PASS 手紙', 'PASS', ['手紙'], '手紙'],
];
for (const [line, keyword, args, rest] of LINES) {
  test(`line ${JSON.stringify(line)}`, () =>
    assert.deepEqual(parseCommandLine(Buffer.from(line)), { keyword, args, rest }));
}

const BAD_LINES = [
  '',
  ' NOOP',
  'NO',
  'NOOPS',
  'NO-P',
  '0NOP',
  'PAſſ x',
  'NOOP\0',
  'PASS a\0b',
  'PASS a\rb',
  'PASS \x7f',
  'PASS \xff\xfe',
];
for (const line of BAD_LINES) {
  test(`line ${JSON.stringify(line)} is refused`, () => {
    const bytes = Buffer.from(line, line.includes('\xff') ? 'latin1' : 'utf8');
    assert.throws(() => parseCommandLine(bytes), WireError);
  });
}

test('numbers', () => {
  for (const [text, value] of [
    ['0', 0],
    ['007', 7],
    ['4294967296', 4_294_967_296],
    ['9999999999', 9_999_999_999],
  ] as const)
    assert.equal(parseNumber(text, 'lineCountExpected'), value);
  for (const text of [undefined, '', '-1', '+1', '1.0', '1e3', '0x1', '１', '10000000000', '1'.repeat(900)])
    assert.throws(() => parseNumber(text, 'lineCountExpected'), WireError, String(text));
  assert.equal(optionalMessageNumber(parseCommandLine(Buffer.from('LIST '))), null);
});

test('base64', () => {
  assert.equal(decodeInitialResponse('=').length, 0);
  assert.equal(decodeBase64('').length, 0);
  assert.equal(decodeBase64('aGk=').toString(), 'hi');
  for (const text of ['=', 'a', 'aG', 'aGk', 'aGk=x', 'a=k=', 'aG k', 'aGk=\n', '====', '-_-_'])
    assert.throws(() => decodeBase64(text), WireError, text);
});

test('any line is a command or a WireError', () => {
  const keyword = fc.constantFrom(...COMMANDS.keys(), 'X', 'noop');
  const word = fc.oneof(
    fc.constantFrom('1', '0', '=', '-1', '99999999999', 'PLAIN', ' ', '\0', '手'),
    fc.string({ maxLength: 8 }),
  );
  const words = fc
    .tuple(keyword, fc.array(word, { maxLength: 4 }))
    .map(([name, args]) => Buffer.from([name, ...args].join(' ')));
  const bytes = fc.uint8Array({ maxLength: 60 }).map((array) => Buffer.from(array));
  fc.assert(
    fc.property(fc.oneof(words, bytes), (line) => {
      try {
        const parsed = parseCommandLine(line);
        COMMANDS.get(parsed.keyword)?.parse(parsed);
      } catch (error) {
        assert.ok(error instanceof WireError, String(error));
      }
    }),
    { numRuns: 5_000 },
  );
});
