import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { decodeHeaderText, encodeHeaderText, encodeWords } from './encoded-word.ts';
import { decodeParameters, parseParameterized } from './parameters.ts';

describe('decodeHeaderText', () => {
  const rows: [string, string][] = [
    ['plain', 'plain'],
    ['=?utf-8?Q?a_b=3F?=', 'a b?'],
    ['=?UTF-8?B?44GC?=', 'あ'],
    ['=?utf-8*ja?B?44GC?= x', 'あ x'],
    ['a =?utf-8?Q?b?= c', 'a b c'],
    ['=?utf-8?Q?a?= =?utf-8?Q?b?=', 'ab'],
    ['=?utf-8?Q?a?==?utf-8?Q?b?=', 'ab'],
    ['=?utf-8?Q?a?= x =?utf-8?Q?b?=', 'a x b'],
    // one character in two words
    ['=?utf-8?B?44E=?= =?utf-8?B?gg==?=', 'あ'],
    ['=?utf-8?Q?=E3=81?= =?utf-8?Q?=82?=', 'あ'],
    // one base64 group in two words
    ['=?utf-8?B?44?= =?utf-8?B?GC?=', 'あ'],
    ['=?iso-2022-jp?B?GyRCJCI=?= =?iso-2022-jp?B?JCQbKEI=?=', 'あい'],
    ['=?ISO-2022-JP?B?GyRCJCIbKEI=?= =?ISO-2022-JP?B?GyRCJCQbKEI=?=', 'あい'],
    ['=?ISO-2022-JP?B?GyRC JCIb KEI=?=', 'あ'],
    ['=?utf-8?B?44GC', '=?utf-8?B?44GC'],
    ['=?utf-8?X?a?=', '=?utf-8?X?a?='],
    ['=?utf-8?Q?=ZZ?=', '=ZZ'],
    ['=?no-such?Q?a=E9?=', 'aé'],
    ['=?utf-8?Q??=', ''],
    ['\x1b$B$"\x1b(B', 'あ'],
    ['\xe3\x81\x82', 'あ'],
    ['\x82\xb1\x82\xf1', 'こん'],
    ['\xe9t\xe9', 'été'],
    ['=?utf-8?B?44GL44KZ?=', 'が'],
    ['=?utf-8?Q?a=0D=0ABcc:_x?=', 'a Bcc: x'],
    ['a\0b', 'a b'],
  ];
  for (const [raw, expected] of rows)
    it(JSON.stringify(raw), () => assert.equal(decodeHeaderText(raw), expected));

  it('never throws on any bytes', () => {
    const piece = fc.constantFrom(
      '=?',
      '?=',
      'utf-8',
      '?B?',
      '?Q?',
      '=',
      '44GC',
      '\xff',
      '\x1b$B',
      ' ',
      '?',
      '_',
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 20 }),
        (pieces) => typeof decodeHeaderText(pieces.join('')) === 'string',
      ),
    );
  });
});

describe('encodeHeaderText', () => {
  it('leaves US-ASCII as it is', () => assert.equal(encodeHeaderText('Hello, world'), 'Hello, world'));
  it('encodes what would read as an encoded word', () =>
    assert.match(encodeHeaderText('=?utf-8?Q?x?='), /^=\?UTF-8\?Q\?=3D=3F/));
  it('uses Q for mostly Latin text', () =>
    assert.equal(encodeHeaderText('résumé of things'), '=?UTF-8?Q?r=C3=A9sum=C3=A9_of_things?='));
  it('ends each ISO-2022-JP word in ASCII', () => {
    const words = encodeWords('会議の件について'.repeat(8), 'iso-2022-jp').split(' ');
    assert.ok(words.length > 2);
    for (const word of words) {
      assert.ok(Buffer.from(word.split('?')[3]!, 'base64').toString('latin1').endsWith('\x1b(B'));
      assert.ok(word.length <= 75);
    }
  });

  it('gives words of at most 75 bytes that decode to the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 100 }), (raw) => {
        const text = raw.replace(/[\x00-\x1f\x7f]/g, '').toWellFormed().normalize('NFC'); // prettier-ignore
        const words = encodeWords(text);
        for (const word of words.split(' ')) assert.ok(word.length <= 75, word);
        assert.match(words, /^[\x20-\x7e]*$/);
        assert.equal(decodeHeaderText(words), text);
      }),
      { numRuns: 500 },
    );
  });
});

describe('parameters', () => {
  const decode = (value: string) => decodeParameters(parseParameterized(value).params);
  const rows: [string, Record<string, string>][] = [
    ['text/plain; charset=utf-8', { charset: 'utf-8' }],
    ['text/plain; CHARSET="utf-8"; x = y ', { charset: 'utf-8', x: 'y' }],
    ['a/b; name="a\\"b;c"', { name: 'a"b;c' }],
    ['a/b; name="C:\\dir\\file.txt"', { name: 'C:\\dir\\file.txt' }],
    ['a/b; name=my file.txt; x=1', { name: 'my file.txt', x: '1' }],
    ['multipart/mixed; boundary=----=_Part_1', { boundary: '----=_Part_1' }],
    ['a/b; name="open', { name: 'open' }],
    ['a/b (comment; x=1); y=2', { y: '2' }],
    ['a/b;;; ; x; y=1', { y: '1' }],
    ['a/b; x=1; x=2', { x: '1' }],
    ["a; filename*=utf-8''%E3%81%82.txt", { filename: 'あ.txt' }],
    ["a; filename=x.txt; filename*=utf-8'ja'%E3%81%82", { filename: 'あ' }],
    ["a; filename*0*=utf-8''%E3%81; filename*1*=%82; filename*2=.txt", { filename: 'あ.txt' }],
    ["a; filename*1=b; filename*0=a; filename*3=d", { filename: 'ab' }],
    ["a; filename*=iso-2022-jp''%1B%24B%24%22%1B%28B", { filename: 'あ' }],
    ['a; filename="=?ISO-2022-JP?B?GyRCJCIbKEI=?=.txt"', { filename: 'あ.txt' }],
    ['a; filename*0="=?UTF-8?B?44GC"; filename*1="?=.txt"', { filename: 'あ.txt' }],
    ["a; filename*=utf-8''%E3%81%8B%E3%82%99", { filename: 'が' }],
    ['a; filename="\xe3\x81\x82"', { filename: 'あ' }],
    ["a; filename*=utf-8''a%0D%0Ab", { filename: 'a b' }],
    ['a; __proto__=x; __proto__*=y', {}],
  ]; // prettier-ignore
  for (const [raw, expected] of rows) it(raw, () => assert.deepEqual(decode(raw), expected));
});
