import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WireError } from '../../errors.ts';
import { FLAG } from '../../model/keyword.ts';
import { Decoder } from './decoder.ts';
import { decodeSearchProgram } from './search-keys.ts';
import type { SearchKey } from './search-keys.ts';

function decode(text: string): SearchKey {
  const decoder = new Decoder(text);
  const { key } = decodeSearchProgram(decoder);
  decoder.end();
  return key;
}

const text = (field: 'from' | 'text' | 'subject', binary: string): SearchKey => ({
  op: 'text',
  field,
  header: '',
  binary,
});
const seen: SearchKey = { op: 'flag', bit: FLAG.seen };

const VALID: readonly [text: string, key: SearchKey][] = [
  ['ALL', { op: 'all' }],
  ['UNSEEN', { op: 'not', key: seen }],
  // RFC 3501 §6.4.4
  [
    'FLAGGED SINCE 1-Feb-1994 NOT FROM "Smith"',
    {
      op: 'and',
      keys: [
        { op: 'flag', bit: FLAG.flagged },
        { op: 'since', date: Date.UTC(1994, 1, 1), of: 'received' },
        { op: 'not', key: text('from', 'Smith') },
      ],
    },
  ],
  [
    'OR SEEN (TEXT a SUBJECT b)',
    { op: 'or', left: seen, right: { op: 'and', keys: [text('text', 'a'), text('subject', 'b')] } },
  ],
  ['HEADER Message-ID <x@y>', { op: 'text', field: 'header', header: 'message-id', binary: '<x@y>' }],
  ['KEYWORD $Forwarded', { op: 'flag', bit: FLAG.forwarded }],
  ['UNKEYWORD Work', { op: 'not', key: { op: 'keyword', keyword: 'work' } }],
  ['UID 1:3', { op: 'uid', set: [{ from: 1, to: 3 }] }],
  [
    '2,4',
    {
      op: 'sequence',
      set: [
        { from: 2, to: 2 },
        { from: 4, to: 4 },
      ],
    },
  ],
  ['SENTON "1-Jan-2026"', { op: 'on', date: Date.UTC(2026, 0, 1), of: 'sent' }],
  // RFC 7162 §3.1.5
  ['MODSEQ "/flags/\\\\draft" all 620162338', { op: 'modseq', value: 620162338 }],
  ['LARGER 100', { op: 'larger', sizeBytes: 100 }],
  ['YOUNGER 3600', { op: 'younger', seconds: 3600 }],
];
for (const [source, key] of VALID) test(`SEARCH ${source}`, () => assert.deepEqual(decode(source), key));

test('SEARCH names its charset', () => {
  const program = decodeSearchProgram(new Decoder('CHARSET UTF-8 TEXT {3}\r\n\xe6\x97\xa5'));
  assert.deepEqual(program, { charset: 'UTF-8', key: text('text', '\xe6\x97\xa5') });
});

const INVALID = [
  '',
  'NOSUCHKEY',
  'OR SEEN',
  'NOT',
  '()',
  'SINCE 99-Feb-2024',
  'HEADER "a:b" c',
  'UID',
  'LARGER x',
  'CHARSET UTF-8',
  'SEEN ',
  `${'NOT '.repeat(1000)}SEEN`,
  '('.repeat(1000),
];
for (const source of INVALID) {
  test(`SEARCH ${source.slice(0, 20)} is refused`, () => assert.throws(() => decode(source), WireError));
}
