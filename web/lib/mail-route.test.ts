import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatMailRoute, INBOX, parseMailRoute, type MailRoute } from './mail-route.ts';

const ROUTES: [path: string, route: MailRoute][] = [
  ['/mail/', INBOX],
  ['/mail/m3', { mailboxId: 'm3', search: null, threadId: null }],
  ['/mail/m3/t5', { mailboxId: 'm3', search: null, threadId: 't5' }],
  ['/mail/search?q=%E4%BC%9A%E8%AD%B0', { mailboxId: null, search: '会議', threadId: null }],
  ['/mail/search/t5?q=tea+time&in=m2', { mailboxId: 'm2', search: 'tea time', threadId: 't5' }],
];

for (const [path, route] of ROUTES) {
  test(`the address ${path} and its place are the same`, () => {
    assert.deepEqual(parseMailRoute(new URL(path, 'https://mail.test')), route);
    assert.equal(formatMailRoute(route), path);
  });
}

test('an address that is no place leads to the inbox', () => {
  for (const path of ['/mail/x', '/mail/m3/x', '/mail/m3/t5/more', '/mail/<script>']) {
    assert.deepEqual(parseMailRoute(new URL(path, 'https://mail.test')), INBOX, path);
  }
});
