import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseImapUrl } from './imap-url.ts';

/** Written as host|user|mailbox|uidvalidity|uid|section|partial. */
const VALID: readonly [url: string, parsed: string][] = [
  ['/Drafts;UIDVALIDITY=385759045/;UID=20/;section=HEADER', '||Drafts|385759045|20|/header|'],
  ['/Drafts;UIDVALIDITY=385759045/;UID=20/;section=1.MIME', '||Drafts|385759045|20|1/mime|'],
  ['/INBOX/;UID=1', '||INBOX||1|/all|'],
  ['/%E4%BB%95%E4%BA%8B/a%20b/;uid=9/;SECTION=2.TEXT/;PARTIAL=10.20', '||仕事/a b||9|2/text|10.20'],
  ['/INBOX/;UID=1/;PARTIAL=5', '||INBOX||1|/all|5.4294967295'],
  ['/INBOX/;UID=1/;SECTION=HEADER.FIELDS%20(To%20Cc)', '||INBOX||1|/headerFields To Cc|'],
  [
    'imap://tomo%40example.com@Mail.example.com/INBOX/;UID=3',
    'mail.example.com|tomo@example.com|INBOX||3|/all|',
  ],
  ['imap://tomo;AUTH=*@mail.example.com:143/INBOX/;UID=3', 'mail.example.com|tomo|INBOX||3|/all|'],
  ['//mail.example.com/INBOX/;UID=3', 'mail.example.com||INBOX||3|/all|'],
  [';UID=4/;SECTION=1', '||||4|1/all|'],
  ['/;UID=4', '||||4|/all|'],
];
for (const [url, parsed] of VALID) test(url, () => assert.equal(show(url), parsed));

const INVALID = [
  '',
  '/INBOX',
  '/INBOX/;UID=0',
  '/INBOX/;UID=x',
  '/INBOX/;UID=1/;SECTION=FOO',
  '/INBOX/;UID=1/;SECTION=1]x',
  '/INBOX/;UID=1/;SECTION=%FF',
  '/%FF/;UID=1',
  '/INBOX;UIDVALIDITY=0/;UID=1',
  '/INBOX/;UID=1;URLAUTH=anonymous:internal:91354a473744909de610943775f92038',
  'imap://mail.example.com/;UID=1',
  'http://mail.example.com/INBOX/;UID=1',
];
for (const url of INVALID) test(`no URL of a message: ${url}`, () => assert.equal(parseImapUrl(url), null));

function show(url: string): string | null {
  const parsed = parseImapUrl(url);
  if (parsed === null) return null;
  const { host, user, mailbox, uidValidity, uid, section, partial } = parsed;
  const fields = section.fields.map((field) => ` ${field}`).join('');
  const range = partial === null ? '' : `${partial.start}.${partial.length}`;
  const named = [host, user, mailbox, uidValidity].map((value) => value ?? '');
  return [...named, uid, `${section.part}/${section.text}${fields}`, range].join('|');
}
