import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { previewText } from './preview.ts';
import { NESTED_MAIL, rawMail } from './sample-mail.ts';
import { scanMessage } from './scan.ts';
import { htmlToText, readTextPart, searchableText, truncateUtf8 } from './text.ts';

function read(mail: string, options?: Parameters<typeof readTextPart>[2]) {
  const bytes = rawMail(mail);
  return readTextPart(bytes, scanMessage(bytes).root, options);
}

describe('readTextPart', () => {
  it('decodes transfer encoding, charset and line ends', () => {
    const part = read(
      'Content-Type: text/plain; charset=iso-2022-jp\nContent-Transfer-Encoding: quoted-printable\n\n=1B$B$3$s=1B(B\nx\n',
    );
    assert.deepEqual(part, { text: 'こん\nx\n', isTruncated: false, isEncodingProblem: false });
  });
  it('reports what the charset does not have', () => {
    assert.equal(read('Content-Type: text/plain; charset=utf-8\n\n\xff\xfe').isEncodingProblem, true);
  });
  it('cuts at a character', () => {
    const part = read('Content-Type: text/plain; charset=utf-8\n\n\xe3\x81\x82\xe3\x81\x84', { maxBytes: 5 });
    assert.deepEqual(part, { text: 'あ', isTruncated: true, isEncodingProblem: false });
  });
  it('reads the start of a long body as what it is, wherever it is cut', () => {
    const body = Buffer.from('あ'.repeat(20_000)).toString('latin1');
    for (const maxBytes of [300, 301, 302]) {
      const part = read(`Content-Type: text/plain; charset=utf-8\n\n${body}`, { maxBytes });
      assert.deepEqual(part, { text: 'あ'.repeat(100), isTruncated: true, isEncodingProblem: false });
    }
  });
  const flowed = 'Content-Type: text/plain; format=flowed';
  const rows: [string, string, string][] = [
    ['joins flowed lines', `${flowed}\n\nHello \nworld\n  stuffed\n`, 'Hello world\n stuffed\n'],
    ['deletes spaces with delsp', `${flowed}; delsp=yes\n\nab \ncd\n`, 'abcd\n'],
    ['keeps quote levels apart', `${flowed}\n\n> a \n> b\n>> c \nd\n`, '> a b\n>> c \nd\n'],
    ['does not flow the signature', `${flowed}\n\na\n-- \nTomo\n`, 'a\n-- \nTomo\n'],
    ['leaves other text alone', 'Content-Type: text/plain\n\na \nb', 'a \nb'],
  ];
  for (const [name, mail, expected] of rows)
    it(name, () => assert.equal(read(mail, { reflow: true }).text, expected));

  it('truncates any text to whole characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat({ max: 60 }), (text, max) => {
        const cut = truncateUtf8(text.toWellFormed(), max);
        assert.ok(Buffer.byteLength(cut) <= max && text.toWellFormed().startsWith(cut) && cut.isWellFormed());
      }),
    );
  });
});

describe('htmlToText', () => {
  const rows: [string, string][] = [
    ['<p>a</p><p>b</p>', 'a\n\nb'],
    ['a<br>b', 'a\nb'],
    ['<style>p{}</style><script>x</script>a', 'a'],
    ['<td>a</td><td>b</td>', 'a b'],
    ['a &amp; b &lt;c&gt; &#12354;&#x3042; &nbsp;d &unknown;', 'a & b <c> ああ d &unknown;'],
    ['<!-- <b> -->a<a title=">">b</a>', 'ab'],
    ['1 < 2', '1 < 2'],
    ['<p', ''],
    ['a<script>', 'a'],
  ];
  for (const [html, expected] of rows) it(html, () => assert.equal(htmlToText(html), expected));
});

describe('previewText', () => {
  const rows: [string, string][] = [
    ['Hello\r\nworld', 'Hello world'],
    ['> quoted\nmine', 'mine'],
    ['On Monday, Tomo wrote:\n> quoted\n\nmine\n-- \nsig', 'mine'],
    ['2026年11月24日(火) 10:00 山田さんは書きました:\n＞ 引用\n了解です', '了解です'],
    ['> only quotes', '> only quotes'],
    ['----------\nx', 'x'],
    ['a\u200b\u034f \u00ad b', 'a b'],
  ];
  for (const [text, expected] of rows)
    it(JSON.stringify(text), () => assert.equal(previewText(text), expected));

  it('holds at most 256 characters and cuts no pair', () => {
    const preview = previewText(`x${'😀'.repeat(400)}`);
    assert.ok(preview.length <= 256 && preview.isWellFormed());
  });
});

describe('searchableText', () => {
  it('gives the words and the names of attachments', async () => {
    const text = await searchableText(NESTED_MAIL);
    assert.match(text, /plain words/);
    assert.match(text, /a\.pdf/);
    assert.doesNotMatch(text, /AAAA/);
  });
  it('reads Japanese', async () => {
    const mail = rawMail('Content-Type: text/plain; charset=iso-2022-jp\n\n\x1b$B2q5D\x1b(B\n');
    assert.match(await searchableText(mail), /会議/);
  });
  it('turns HTML to text', async () => {
    const text = await searchableText(
      rawMail('Content-Type: text/html\n\n<style>x{}</style><p>Hello <b>world</b>'),
    );
    assert.match(text, /Hello world/);
    assert.doesNotMatch(text, /x\{\}/);
  });
  it('never rejects', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: NESTED_MAIL.length }),
        fc.uint8Array({ maxLength: 30 }),
        async (at, insert) => {
          const bytes = Buffer.concat([NESTED_MAIL.subarray(0, at), insert, NESTED_MAIL.subarray(at)]);
          assert.equal(typeof (await searchableText(bytes)), 'string');
        },
      ),
      { numRuns: 50 },
    );
  });
  it('is bounded', async () => {
    assert.ok(
      (await searchableText(rawMail(`Subject: x\n\n${'word '.repeat(400_000)}`))).length <= 512 * 1024,
    );
  });
});
