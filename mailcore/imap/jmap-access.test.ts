import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startImapTestServer } from './testing/imap-test-server.ts';
import { ask, signInTo } from './testing/sign-in.ts';

test('JMAPACCESS names the session resource of the public address', async (context) => {
  const server = await startImapTestServer(context, { publicUrl: 'https://mail.example.org/' });
  const client = await signInTo(context, server);
  client.send('a CAPABILITY\r\n');
  assert.match(await client.line(), / JMAPACCESS(?: |$)/);
  assert.match(await client.line(), /^a OK/);
  client.send('b GETJMAPACCESS\r\n');
  assert.equal(await client.line(), '* JMAPACCESS "https://mail.example.org/jmap/session"');
  assert.match(await client.line(), /^b OK/);
});

test('without a public address it is not offered', async (context) => {
  const client = await signInTo(context, await startImapTestServer(context));
  client.send('a CAPABILITY\r\n');
  assert.doesNotMatch(await client.line(), /JMAPACCESS/);
  assert.match(await client.line(), /^a OK/);
  assert.match(await ask(client, 'b GETJMAPACCESS'), /^b NO \[CANNOT\]/);
});
