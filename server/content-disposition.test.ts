import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contentDisposition, safeFileName } from './content-disposition.ts';

const HEADERS: readonly [name: string, expected: string][] = [
  ['report.pdf', 'attachment; filename="report.pdf"'],
  ['two words.txt', 'attachment; filename="two words.txt"'],
  ['見積.pdf', `attachment; filename="__.pdf"; filename*=UTF-8''%E8%A6%8B%E7%A9%8D.pdf`],
  ['a"b.txt', `attachment; filename="a_b.txt"; filename*=UTF-8''a%22b.txt`],
  ["it's (1)*.txt", 'attachment; filename="it\'s (1)_.txt"'],
  ['a\r\nSet-Cookie: x=1', 'attachment; filename="aSet-Cookie_ x=1"'],
  ['../../etc/passwd', 'attachment; filename="_.._etc_passwd"'],
  ['', 'attachment; filename="file"'],
  ['...', 'attachment; filename="file"'],
];

for (const [name, expected] of HEADERS) {
  test(`offers ${JSON.stringify(name)} as ${expected}`, () => {
    assert.equal(contentDisposition('attachment', name), expected);
  });
}

test('takes out marks that turn the direction of a name', () => {
  assert.equal(safeFileName('invoice\u202egpj.exe'), 'invoicegpj.exe');
  assert.equal(safeFileName('a\u2066b\u200f.txt'), 'ab.txt');
});

test('shortens a long name and keeps its extension', () => {
  const name = safeFileName(`${'漢'.repeat(300)}.pdf`);
  assert.ok(Buffer.byteLength(name) <= 200);
  assert.ok(name.endsWith('漢.pdf'));
});

test('survives a lone surrogate', () => {
  assert.equal(
    contentDisposition('attachment', 'a\ud800.txt'),
    `attachment; filename="a_.txt"; filename*=UTF-8''a%EF%BF%BD.txt`,
  );
});
