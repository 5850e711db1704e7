import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WireError } from '../../errors.ts';
import { Decoder } from './decoder.ts';
import { decodeFetchAttributes } from './fetch-attributes.ts';

function labels(text: string): string[] {
  const decoder = new Decoder(text);
  const attributes = decodeFetchAttributes(decoder);
  decoder.end();
  return attributes.map((attribute) =>
    'label' in attribute ? `${attribute.peek ? 'peek ' : ''}${attribute.label}` : attribute.kind,
  );
}

const VALID: readonly [text: string, labels: string[]][] = [
  ['FLAGS', ['flags']],
  ['fast', ['flags', 'internalDate', 'size']],
  ['ALL', ['flags', 'internalDate', 'size', 'envelope']],
  ['FULL', ['flags', 'internalDate', 'size', 'envelope', 'body']],
  ['(UID FLAGS UID)', ['uid', 'flags']],
  ['BODY', ['body']],
  ['BODYSTRUCTURE', ['bodyStructure']],
  ['BODY[]', ['BODY[]']],
  ['BODY.PEEK[]<0.100>', ['peek BODY[]<0>']],
  ['BODY[1.2.HEADER]', ['BODY[1.2.HEADER]']],
  ['BODY[2.MIME]', ['BODY[2.MIME]']],
  ['body.peek[header.fields (Date From)]', ['peek BODY[HEADER.FIELDS (Date From)]']],
  ['BODY[HEADER.FIELDS.NOT ("X A")]', ['BODY[HEADER.FIELDS.NOT ("X A")]']],
  ['(RFC822 RFC822.HEADER RFC822.TEXT RFC822.SIZE)', ['RFC822', 'peek RFC822.HEADER', 'RFC822.TEXT', 'size']],
  ['(BODY[1]<0.5> BODY[1]<0.9> MODSEQ)', ['BODY[1]<0>', 'BODY[1]<0>', 'modseq']],
  [
    '(BINARY[1.2]<5.10> binary.peek[] BINARY.SIZE[3])',
    ['BINARY[1.2]<5>', 'peek BINARY[]', 'peek BINARY.SIZE[3]'],
  ],
  ['PREVIEW', ['preview']],
  ['(UID PREVIEW (LAZY) FLAGS)', ['uid', 'preview', 'flags']],
];
for (const [text, expected] of VALID) test(`FETCH ${text}`, () => assert.deepEqual(labels(text), expected));

const INVALID = [
  '',
  '()',
  'NOTHING',
  '(FAST)',
  'BODY[',
  'BODY[MIME]',
  'BODY[0]',
  'BODY[1.]',
  'BODY[HEADER.FIELDS ()]',
  'BODY[]<0.0>',
  'BODY[]<5>',
  'BODY[FOO]',
  'BODY.PEEK',
  'BINARY',
  'PREVIEW (FUZZY)',
  'PREVIEW ()',
  'PREVIEW (LAZY',
  'BINARY[TEXT]',
  'BINARY[1.MIME]',
  'BINARY.SIZE[1]<0.5>',
  'BINARY.SIZE',
  `BODY[${'1.'.repeat(200)}1]`,
];
for (const text of INVALID)
  test(`FETCH ${text.slice(0, 30)} is refused`, () => assert.throws(() => labels(text), WireError));
