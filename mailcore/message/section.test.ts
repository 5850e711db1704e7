import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { serializeBody } from './imap-structure.ts';
import { NESTED_MAIL, rawMail } from './sample-mail.ts';
import { scanMessage } from './scan.ts';
import { findPart, partialRange, sectionRange, selectHeaderFields } from './section.ts';

const { root } = scanMessage(NESTED_MAIL);
const single = rawMail('Subject: s\n\nbody\n');
const singleRoot = scanMessage(single).root;

function cut(bytes: Buffer, tree: typeof root, section: string): string | null {
  const range = sectionRange(tree, section);
  return range === null ? null : bytes.toString('latin1', range.start, range.end);
}

describe('sectionRange', () => {
  const rows: [string, string | null][] = [
    ['1.1', 'plain words'],
    ['1.2', '<p>html words</p>'],
    ['1.2.MIME', 'Content-Type: text/html; charset=utf-8\r\n\r\n'],
    ['2', 'AAAA'],
    ['3.MIME', 'Content-Type: message/rfc822\r\nContent-Description: forwarded\r\n\r\n'],
    [
      '3.HEADER',
      'From: in@sample.com\r\nSubject: inner\r\nContent-Type: multipart/mixed; boundary=deep\r\n\r\n',
    ],
    ['3.1', 'first'],
    ['3.2', 'second'],
    ['3.2.MIME', 'Content-Type: text/plain\r\n\r\n'],
    ['2.HEADER', null],
    ['1.TEXT', null],
    ['4', null],
    ['1.1.1', null],
    ['0', null],
    ['MIME', null],
    ['1..2', null],
    ['x', null],
  ];
  for (const [section, expected] of rows)
    it(section, () => assert.equal(cut(NESTED_MAIL, root, section), expected));

  it('gives the whole, its header and its text', () => {
    assert.equal(cut(NESTED_MAIL, root, ''), NESTED_MAIL.toString('latin1'));
    assert.equal(
      cut(NESTED_MAIL, root, 'HEADER')! + cut(NESTED_MAIL, root, 'TEXT')!,
      NESTED_MAIL.toString('latin1'),
    );
    assert.ok(cut(NESTED_MAIL, root, '3.TEXT')!.startsWith('--deep'));
  });

  it('calls the only part of a simple message 1', () => {
    assert.equal(cut(single, singleRoot, '1'), 'body\r\n');
    assert.equal(cut(single, singleRoot, '1.MIME'), 'Subject: s\r\n\r\n');
    assert.equal(cut(single, singleRoot, '1.1'), null);
    assert.equal(findPart(singleRoot, '1')?.partId, '1');
  });
});

describe('partialRange', () => {
  const rows: [number, number, number, number][] = [
    [0, 5, 10, 15],
    [8, 5, 18, 20],
    [10, 5, 20, 20],
    [4_000_000_000, 4_000_000_000, 20, 20],
  ];
  for (const [offset, length, start, end] of rows) {
    it(`<${offset}.${length}>`, () =>
      assert.deepEqual(partialRange({ start: 10, end: 20 }, offset, length), { start, end }));
  }
});

describe('selectHeaderFields', () => {
  const header = rawMail('A: 1\nB: 2\n folded\na: 3\n\n');
  const rows: [string[], boolean, string][] = [
    [['a'], false, 'A: 1\r\na: 3\r\n\r\n'],
    [['B', 'x'], false, 'B: 2\r\n folded\r\n\r\n'],
    [['A'], true, 'B: 2\r\n folded\r\n\r\n'],
    [['x'], false, '\r\n'],
  ];
  for (const [names, not, expected] of rows) {
    it(`${names.join()} ${not}`, () =>
      assert.equal(selectHeaderFields(header, names, not).toString(), expected));
  }
  it('ends a cut-off line', () => {
    assert.equal(selectHeaderFields(Buffer.from('A: 1'), ['a'], false).toString(), 'A: 1\r\n');
  });
  it('has no blank line where the message has none', () => {
    assert.equal(selectHeaderFields(Buffer.from('A: 1\r\n'), ['b'], false).toString(), '');
    assert.equal(selectHeaderFields(Buffer.from('A: 1\n\n'), ['b'], false).toString(), '\r\n');
  });
});

describe('serializeBody', () => {
  it('leaves extension data out', () => {
    assert.equal(
      serializeBody(root),
      '((("text" "plain" ("charset" "utf-8") NIL NIL "7bit" 11 0)("text" "html" ("charset" "utf-8") NIL NIL "7bit" 17 0) "alternative")' +
        '("application" "pdf" ("name" "a.pdf") NIL NIL "base64" 4)' +
        '("message" "rfc822" NIL NIL "forwarded" "7bit" 156 (NIL "inner" ((NIL NIL "in" "sample.com")) ((NIL NIL "in" "sample.com")) ((NIL NIL "in" "sample.com")) NIL NIL NIL NIL NIL) ' +
        '(("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 5 0)("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 6 0) "mixed") 12) "mixed")',
    );
  });
});
