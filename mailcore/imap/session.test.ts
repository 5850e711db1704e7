import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ImapFlow } from 'imapflow';
import { message, PASSWORD, startImapTestServer, USER } from './testing/imap-test-server.ts';

test('imapflow signs in, lists and reads', async (context) => {
  const server = await startImapTestServer(context);
  await server.deliver(message('first'));
  const client = new ImapFlow({
    host: server.host, port: server.port, secure: false, doSTARTTLS: true, logger: false,
    auth: { user: USER, pass: PASSWORD }, tls: { rejectUnauthorized: false },
  });
  await client.connect();
  const box = await client.mailboxOpen('INBOX');
  assert.equal(box.exists, 1);
  const found = await client.fetchOne('1', { envelope: true, flags: true, source: true, bodyStructure: true });
  console.log(found);
  console.log(await client.list());
  await client.logout();
});
