import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scanMessage } from './scan.ts';
import { readSearchDocument, type SearchDocument } from './search-document.ts';

function documentOf(lines: readonly string[]): Promise<SearchDocument> {
  const bytes = Buffer.from(lines.join('\r\n'), 'latin1');
  return readSearchDocument(scanMessage(bytes), async (start, end) => bytes.subarray(start, end));
}

test('headlines, header fields by name, text of any charset, HTML as text', async () => {
  const document = await documentOf([
    'DKIM-Signature: v=1; b=QUJDREVG',
    'X-Spam-Flag: YES',
    'From: =?UTF-8?B?6Iqx?= <hana@test.org>',
    'Subject: =?ISO-2022-JP?B?GyRCMnE1RBsoQg==?=',
    'Content-Type: multipart/alternative; boundary=b',
    '',
    '--b',
    'Content-Type: text/plain; charset=iso-2022-jp',
    '',
    '\x1b$B2q5D\x1b(B',
    '--b',
    'Content-Type: text/html',
    '',
    '<style>x{}</style><p>Hello <b>world</b></p>',
    '--b--',
  ]);
  assert.equal(document.subject, '会議');
  assert.equal(document.from, '花 <hana@test.org>');
  assert.match(document.header, /^X-Spam-Flag: YES$/m);
  assert.doesNotMatch(document.header, /QUJDREVG/);
  assert.match(document.body, /会議/);
  assert.match(document.body, /Hello world/);
  assert.doesNotMatch(document.body, /x\{\}/);
});

test('names of attachments, text attachments, enclosed messages as they came', async () => {
  const enclosed = 'Subject: inner\r\n\r\nenclosed words\r\n';
  const document = await documentOf([
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    'Content-Type: text/csv; name=figures.csv',
    'Content-Disposition: attachment',
    '',
    'apples,pears',
    '--b',
    'Content-Type: image/png; name=photo.png',
    'Content-Transfer-Encoding: base64',
    '',
    'AAAA',
    '--b',
    'Content-Type: message/rfc822',
    '',
    enclosed,
    '--b',
    'Content-Type: message/rfc822',
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from(enclosed.replace('enclosed', 'encoded')).toString('base64'),
    '--b--',
  ]);
  assert.match(document.attachments, /figures\.csv/);
  assert.match(document.attachments, /apples,pears/);
  assert.match(document.attachments, /photo\.png/);
  assert.match(document.attachments, /encoded words/);
  assert.doesNotMatch(document.attachments, /AAAA/);
  assert.match(document.body, /Subject: inner/);
  assert.match(document.body, /enclosed words/);
});

test('the text of a huge message is bounded', async () => {
  const { body } = await documentOf(['Subject: x', '', 'x'.repeat(10_000_000)]);
  assert.ok(body.length <= 512 * 1024 + 1);
});
