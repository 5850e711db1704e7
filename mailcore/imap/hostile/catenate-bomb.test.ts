/** A message doubled again and again by URLs stops at the size limit. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { message, startImapTestServer } from '../testing/imap-test-server.ts';
import { ask, signInTo } from '../testing/sign-in.ts';

test('URLs count towards the size limit before a byte is copied', async (context) => {
  const server = await startImapTestServer(context, { limits: { maxMessageBytes: 1_000_000 } });
  await server.deliver(message('seed', 'x'.repeat(400_000)));
  const client = await signInTo(context, server);
  const urls = (count: number) => Array(count).fill('URL "/INBOX/;UID=1"').join(' ');
  assert.match(await ask(client, `a APPEND INBOX CATENATE (${urls(2)})`), /^a OK/);
  assert.match(await ask(client, `b APPEND INBOX CATENATE (${urls(3)})`), /^b NO \[TOOBIG\]/);
  assert.match(
    await ask(client, `c APPEND INBOX CATENATE (${urls(3)} TEXT {3+}\r\nabc)`),
    /^c NO \[TOOBIG\]/,
  );
  assert.match(await ask(client, 'd STATUS INBOX (MESSAGES)'), /^d OK/);
});
