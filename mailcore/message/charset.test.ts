import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import Encoding from 'encoding-japanese';
import fc from 'fast-check';
import { decodeCharset, encodeCharset } from './charset.ts';
import { widenKana } from './iso-2022-jp-encoder.ts';
import { jisX0208Table } from './iso-2022-jp.ts';

const bytes = (text: string) => Buffer.from(text, 'latin1');

describe('decodeCharset', () => {
  const rows: [string, string | null, string, boolean?][] = [
    ['plain', null, 'plain'],
    ['\xe3\x81\x82', 'UTF-8', 'あ'],
    ['\xef\xbb\xbfx', 'utf8', 'x'],
    ['\xe3\x81\x82', '"utf-8"', 'あ'],
    ['\xe3\x81\x82', 'us-ascii', 'あ'],
    ['\xe9t\xe9', 'iso-8859-1', 'été'],
    ['\x93x\x94', 'latin1', '“x”'],
    ['\xe9t\xe9', 'no-such-charset', 'été', true],
    ['\xe9t\xe9', null, 'été', true],
    ['\x82\xa0\x87\x40', 'cp932', 'あ①'],
    ['\x82\xa0\xfb\xfc', 'Shift_JIS', 'あ髙'],
    ['\x82\xb1\x82\xf1\x82\xc9', 'x-sjis', 'こんに'],
    ['\xa4\xa2\xad\xa1', 'eucJP-win', 'あ①'],
    ['\xa4\xb3\xa4\xf3', null, 'こん'],
    ['\x82\xb1\x82\xf1', null, 'こん'],
    ['\xc4\xe3\xba\xc3', 'gb2312', '你好'],
    ['\xa7A\xa6n', 'big5', '你好'],
    ['\xbe\xc8\xb3\xe7', 'ks_c_5601-1987', '안녕'],
    ['+MEI-', 'utf-7', 'あ'],
    ['\x82\xb1\x82\xf1', 'iso-2022-jp', 'こん'],
    ['\xff\xfe', 'utf-8', '\ufffd\ufffd', true],
  ];
  for (const [raw, label, expected, isLossy] of rows) {
    it(`${label} ${JSON.stringify(raw)}`, () => {
      assert.deepEqual(decodeCharset(bytes(raw), label), { text: expected, isLossy: isLossy ?? false });
    });
  }

  it('never throws on any bytes under any label', () => {
    const labels = ['', 'utf-8', 'iso-2022-jp', 'shift_jis', 'euc-jp', 'utf-16', 'utf-7', 'gb18030', 'big5', 'x', '__proto__', 'constructor', 'iso-2022-kr', 'replacement', 'hz-gb-2312', 'base64', 'hex']; // prettier-ignore
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom(...labels), (raw, label) => {
        assert.equal(typeof decodeCharset(raw, label).text, 'string');
      }),
      { numRuns: 500 },
    );
  });
});

describe('ISO-2022-JP decoding', () => {
  const rows: [string, string][] = [
    ['\x1b$B$3$s\x1b(B', 'こん'],
    ['\x1b$@$3\x1b(J\\~', 'こ\\~'],
    ['\x1b$B$3\x1b(B\x1b$B$s\x1b(B', 'こん'],
    ['\x1b(B\x1b$B\x1b(B\x1b$B$3\x1b(B', 'こ'],
    ['\x1b$B-!-j|b\x1b(B', '①㈱髙'],
    ['\x1b(I1^\x1b(B', 'ｱﾞ'],
    ['\x0e1\x0fA', 'ｱA'],
    ['\xb1\xb2A', 'ｱｲA'],
    ['\x1b$(D0!\x1b(B', '丂'],
    ['\x1b$(B$3\x1b(B', 'こ'],
    ['\x1b$(Q$3\x1b(B', 'こ'],
    ['\x1b&@\x1b$B$3\x1b(B', 'こ'],
    ['\x1b$B!A!]!B\x1b(B', '～－∥'],
    ['\x1b$B$"\r\nA\r\n', 'あ\r\nA\r\n'],
    ['\x1b$B$"', 'あ'],
    ['\x1b$B$', '\ufffd'],
    ['\x1b$B)!\x1b(B', '\ufffd'],
    ['\x1bX', '\ufffdX'],
    ['a<b>', 'a<b>'],
  ];
  for (const label of ['iso-2022-jp', 'ISO-2022-JP-MS', 'cp50221', 'jis']) {
    for (const [raw, expected] of rows) {
      it(`${label} ${JSON.stringify(raw)}`, () =>
        assert.equal(decodeCharset(bytes(raw), label).text, expected));
    }
  }

  it('agrees with encoding-japanese on every character of JIS X 0208', () => {
    for (let row = 0x21; row <= 0x74; row++) {
      // Rows 9-12 and 14, 15 hold nothing in either; row 13 is compared below by name.
      const raw: number[] = [0x1b, 0x24, 0x42];
      const units: number[] = [];
      for (let cell = 0x21; cell <= 0x7e; cell++) {
        const unit = jisX0208Table()[(row - 0x21) * 94 + cell - 0x21]!;
        if (unit === 0 || (row >= 0x29 && row <= 0x2f)) continue;
        raw.push(row, cell);
        units.push(unit);
      }
      raw.push(0x1b, 0x28, 0x42);
      const oracle = Encoding.convert(raw, { from: 'JIS', to: 'UNICODE', type: 'string' });
      assert.equal(unified(String.fromCharCode(...units)), unified(oracle), `row ${row.toString(16)}`);
    }
  });
});

/** The oracle maps some signs to the JIS code point, we to the Windows one. */
function unified(text: string): string {
  const pairs: Record<string, string> = { '\u301c': '\uff5e', '\u2212': '\uff0d', '\u2014': '\u2015', '\u2016': '\u2225', '\u00a2': '\uffe0', '\u00a3': '\uffe1', '\u00ac': '\uffe2', '\\': '\uff3c' }; // prettier-ignore
  return text.replace(/[\u301c\u2212\u2014\u2016\u00a2\u00a3\u00ac\\]/g, (char) => pairs[char]!);
}

describe('ISO-2022-JP encoding', () => {
  const rows: [string, string, string[]?][] = [
    ['A', 'A'],
    ['あA', '\x1b$B$"\x1b(BA'],
    ['あ\r\nい', '\x1b$B$"\x1b(B\r\n\x1b$B$$\x1b(B'],
    ['①㈱', '\x1b$B-!-j\x1b(B'],
    ['髙', '\x1b$B|b\x1b(B'],
    ['〜～', '\x1b$B!A!A\x1b(B'],
    ['−－', '\x1b$B!]!]\x1b(B'],
    ['—―‖∥', '\x1b$B!=!=!B!B\x1b(B'],
    ['ｶﾞﾊﾟｱﾞ', '\x1b$B%,%Q%"!+\x1b(B'],
    ['か\u3099', '\x1b$B$,\x1b(B'],
    ['¥¢£¬', '\x1b$B!o!q!r"L\x1b(B'],
    ['あ😀é', '\x1b$B$"\x1b(B??', ['😀', 'é']],
    ['a\x1b$B', 'a?$B', ['\x1b']],
  ];
  for (const [text, raw, unencodable] of rows) {
    it(JSON.stringify(text), () => {
      const encoded = encodeCharset(text, 'iso-2022-jp');
      assert.equal(encoded.bytes.toString('latin1'), raw);
      assert.deepEqual(encoded.unencodable, unencodable ?? []);
    });
  }

  it('gives back every character it takes', () => {
    const chars = [...new Set(jisX0208Table())]
      .filter((unit) => unit !== 0)
      .map((unit) => String.fromCharCode(unit));
    const text = chars.join('');
    const { bytes: raw, unencodable } = encodeCharset(text, 'iso-2022-jp');
    assert.deepEqual(unencodable, []);
    assert.equal(decodeCharset(raw, 'iso-2022-jp').text, text);
  });

  it('round-trips any mix of Japanese and ASCII lines', () => {
    const char = fc.oneof(fc.constantFrom(...'漢字かなカナ①㈱髙～－。「」\n'), fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 1 })); // prettier-ignore
    fc.assert(
      fc.property(fc.array(char, { maxLength: 80 }), (chars) => {
        const text = chars.join('').replace(/\r/g, '');
        const { bytes: raw } = encodeCharset(text, 'iso-2022-jp');
        assert.equal(decodeCharset(raw, 'iso-2022-jp').text, text);
        for (const line of raw.toString('latin1').split('\n')) assert.doesNotMatch(line, /\x1b\$B[^\x1b]*$/);
      }),
    );
  });

  it('widens kana without touching anything else', () => assert.equal(widenKana('ｶﾞ①㈱A'), 'ガ①㈱A'));

  it('lists what other charsets lack', () => {
    assert.deepEqual(encodeCharset('é€', 'iso-8859-1').unencodable, ['€']);
    assert.equal(encodeCharset('é', 'no-such').bytes.toString(), 'é');
  });
});
