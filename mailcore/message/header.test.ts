import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { asAddresses, asDate, asGroupedAddresses, asMessageIds, asRaw, asText, asUrls, parseAddressList, parseDate, readHeader } from './header.ts'; // prettier-ignore
import { rawMail } from './sample-mail.ts';

describe('readHeader', () => {
  it('gives fields in order with offsets and folding', () => {
    const bytes = rawMail('A: 1\nB: two\n\tmore\nno field\nA : 3\n\nbody');
    const header = readHeader(bytes);
    assert.deepEqual(
      header.fields.map(({ name, start, end }) => [name, bytes.toString('latin1', start, end)]),
      [
        ['A', 'A: 1\r\n'],
        ['B', 'B: two\r\n\tmore\r\n'],
        ['A', 'A : 3\r\n'],
      ],
    );
    assert.equal(bytes.toString('latin1', header.end), 'body');
    assert.equal(header.raw(header.fields[1]!), ' two\r\n\tmore');
    assert.equal(header.value('b'), 'two\tmore');
    assert.deepEqual(header.values('a'), ['1', '3']);
    assert.equal(header.value('a'), '3', 'the last one counts: RFC 8621 §4.1.3');
    assert.equal(header.value('x'), null);
  });

  const ends: [string, number][] = [
    ['', 0],
    ['\n', 1],
    ['\r\n', 2],
    ['A: b', 4],
    ['A: b\n\n', 6],
    ['A: b\r\n\r\nx', 8],
    ['A: b\n \n\nx', 8],
  ];
  for (const [text, end] of ends) {
    it(`ends ${JSON.stringify(text)} at ${end}`, () => assert.equal(readHeader(Buffer.from(text)).end, end));
  }

  it('finds the end of a header too large to read', () => {
    const bytes = Buffer.from(`${'A: b\r\n'.repeat(60_000)}\r\nbody`);
    const header = readHeader(bytes);
    assert.equal(header.fields.length, 2000);
    assert.equal(bytes.toString('latin1', header.end), 'body');
  });
});

describe('parseAddressList', () => {
  const rows: [string, { name: string | null; email: string }[]][] = [
    ['a@b.c', [{ name: null, email: 'a@b.c' }]],
    ['<a@b.c>', [{ name: null, email: 'a@b.c' }]],
    ['"Doe, \\"J\\"" <a@b.c>', [{ name: 'Doe, "J"', email: 'a@b.c' }]],
    ['John Q. Public <a@b.c>', [{ name: 'John Q. Public', email: 'a@b.c' }]],
    ['a@b.c (John (Q) Doe)', [{ name: 'John (Q) Doe', email: 'a@b.c' }]],
    ['a..b.@docomo.ne.jp', [{ name: null, email: 'a..b.@docomo.ne.jp' }]],
    ['.a@ezweb.ne.jp, "x" <b..@docomo.ne.jp>', [{ name: null, email: '.a@ezweb.ne.jp' }, { name: 'x', email: 'b..@docomo.ne.jp' }]],
    ['"a..b."@docomo.ne.jp', [{ name: null, email: 'a..b.@docomo.ne.jp' }]],
    ['<"a b"@c.d>', [{ name: null, email: '"a b"@c.d' }]],
    ['"a@b" <c@d.e>', [{ name: 'a@b', email: 'c@d.e' }]],
    ['t . o @ sample . com', [{ name: null, email: 't.o@sample.com' }]],
    ['Tomo <<a@b.c>>', [{ name: 'Tomo', email: 'a@b.c' }]],
    ['Tomo a@b.c>', [{ name: 'Tomo', email: 'a@b.c' }]],
    ['tomo @ sample . com', [{ name: null, email: 'tomo@sample.com' }]],
    ['Tomo tomo@sample.com', [{ name: 'Tomo', email: 'tomo@sample.com' }]],
    ['a@b.c,, ,d@e.f,', [{ name: null, email: 'a@b.c' }, { name: null, email: 'd@e.f' }]],
    ['G: a@b.c, D <d@e.f>;, x@y.z', [{ name: null, email: 'a@b.c' }, { name: 'D', email: 'd@e.f' }, { name: null, email: 'x@y.z' }]],
    ['undisclosed-recipients:;', []],
    ['=?utf-8?Q?a,b?= <a@b.c>', [{ name: 'a,b', email: 'a@b.c' }]],
    ['=?ISO-2022-JP?B?GyRCOzNFRBsoQg==?=\t=?ISO-2022-JP?B?GyRCQkBPOhsoQg==?= <a@b.c>', [{ name: '山田太郎', email: 'a@b.c' }]],
    ['"=?UTF-8?B?5bGx55Sw?=" <a@b.c>', [{ name: '山田', email: 'a@b.c' }]],
    ['\x1b$B;3ED\x1b(B <a@b.c>', [{ name: '山田', email: 'a@b.c' }]],
    ['\xe5\xb1\xb1\xe7\x94\xb0 <a@b.c>', [{ name: '山田', email: 'a@b.c' }]],
    ['a@[192.0.2.1]', [{ name: null, email: 'a@[192.0.2.1]' }]],
    ['a@[IPv6:2001:db8::1], b@c.d', [{ name: null, email: 'a@[IPv6:2001:db8::1]' }, { name: null, email: 'b@c.d' }]],
    ['"open <a@b.c>', [{ name: null, email: 'open <a@b.c>' }]],
    ['A <a@b.c> B <d@e.f>', [{ name: 'A B', email: 'a@b.c' }, { name: null, email: 'd@e.f' }]],
    ['', []],
  ]; // prettier-ignore
  for (const [text, expected] of rows)
    it(JSON.stringify(text), () => assert.deepEqual(asAddresses(text), expected));

  it('keeps groups', () => {
    assert.deepEqual(asGroupedAddresses('G H: a@b.c;, x@y.z, E:;'), [
      { name: 'G H', addresses: [{ name: null, email: 'a@b.c' }] },
      { name: null, addresses: [{ name: null, email: 'x@y.z' }] },
      { name: 'E', addresses: [] },
    ]);
  });

  it('never throws, and gives balanced groups', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'ab@.,;:<>()"\\ \t=?\x1b$([]\xff'), maxLength: 60 }),
        (text) => {
          let open = 0;
          for (const { kind } of parseAddressList(text)) {
            if (kind === 'group') open++;
            if (kind === 'groupEnd') open--;
            assert.ok(open === 0 || open === 1);
          }
          assert.equal(open, 0);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('parseDate', () => {
  const rows: [string, string | null][] = [
    ['Tue, 24 Nov 2026 10:00:00 +0900', '2026-11-24T10:00:00+09:00'],
    ['24 Nov 2026 10:00 +0000', '2026-11-24T10:00:00Z'],
    ['Tue, 24 Nov 2026 10:00:00 -0330 (comment (nested))', '2026-11-24T10:00:00-03:30'],
    ['Tue,24 Nov 26 10:00:00 EST', '2026-11-24T10:00:00-05:00'],
    ['Mon, 1 Jan 99 00:00:00 GMT', '1999-01-01T00:00:00Z'],
    ['Mon, 1 Jan 102 00:00:00 JST', '2002-01-01T00:00:00+09:00'],
    ['Tue Nov 24 10:00:00 2026', '2026-11-24T10:00:00Z'],
    ['Tue Nov 24 10:00:00 +0900 2026', '2026-11-24T10:00:00+09:00'],
    ['2026-11-24T10:00:00+09:00', '2026-11-24T10:00:00+09:00'],
    ['Tue, 24 November 2026 10:00:00 +0900', '2026-11-24T10:00:00+09:00'],
    ['Tue, 24-Nov-2026 10.00.00 Z', '2026-11-24T10:00:00Z'],
    ['Sun, 29 Feb 2024 23:59:60 +0000', '2024-02-29T23:59:59Z'],
    ['Sun, 29 Feb 2023 00:00:00 +0000', null],
    ['Sun, 31 Apr 2023 00:00:00 +0000', null],
    ['Sun, 1 Foo 2023 00:00:00 +0000', null],
    ['Sun, 1 Jan 2023 24:00:00 +0000', null],
    ['yesterday', null],
    ['', null],
  ];
  for (const [text, expected] of rows) it(text, () => assert.equal(parseDate(text), expected));

  it('never throws; what it gives is a date', () => {
    const word = fc.constantFrom(
      'Tue,',
      '24',
      'Nov',
      '2026',
      '10:00',
      ':00',
      '+0900',
      '(',
      ')',
      '\\',
      '99',
      'GMT',
      '-',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 12 }), (words) => {
        const date = parseDate(words.join(' '));
        assert.ok(date === null || !Number.isNaN(Date.parse(date)));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('JMAP header forms', () => {
  it('asRaw keeps folding and shows what is not UTF-8', () => {
    assert.equal(asRaw(' a\r\n b\xff\0'), ' a\r\n b\ufffd\ufffd');
  });
  it('asText unfolds, decodes and composes', () => {
    assert.equal(asText(' =?utf-8?B?44GL44KZ?=\r\n =?utf-8?Q?_x?= '), 'が x');
  });
  it('asMessageIds', () => {
    assert.deepEqual(asMessageIds(' <a@b>\r\n\t<c@d> (x)'), ['a@b', 'c@d']);
    assert.deepEqual(asMessageIds('a@b'), ['a@b']);
    assert.equal(asMessageIds('Your message of Monday'), null);
  });
  it('asDate', () => assert.equal(asDate(' 24 Nov 2026\r\n 10:00:00 +0900'), '2026-11-24T10:00:00+09:00'));
  it('asURLs', () => {
    assert.deepEqual(asUrls(' <mailto:a@b?x>,\r\n <https://a/\r\n b> (c)'), ['mailto:a@b?x', 'https://a/b']);
    assert.equal(asUrls('none'), null);
  });
});
