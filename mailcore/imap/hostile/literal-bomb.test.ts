/** A literal is judged by its announcement: nothing too large is waited for, accepted or held. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startImapTestServer } from '../testing/imap-test-server.ts';
import { ask, connectTo, signInTo, untilTagged } from '../testing/sign-in.ts';

test('a synchronising literal too large is refused before it is sent', async (context) => {
  const client = await connectTo(context, await startImapTestServer(context));
  assert.match(await ask(client, 'a LOGIN {4294967295}'), /^a BAD \[TOOBIG\]/);
  assert.match(await ask(client, 'b LOGIN {99999999999999999999999999}'), /^b BAD \[TOOBIG\]/);
  assert.match(await ask(client, 'c NOOP'), /^c OK/);
});

test('before sign-in a literal that would come unasked ends the connection', async (context) => {
  const client = await connectTo(context, await startImapTestServer(context));
  client.send('a LOGIN {4294967295+}\r\n');
  assert.match(await client.line(), /^\* BYE /);
  assert.equal(await client.lineOrEnd(), null);
});

test('many small literals are one large command', async (context) => {
  const client = await signInTo(context, await startImapTestServer(context));
  await ask(client, 's SELECT INBOX');
  client.send(`a SEARCH${` TEXT {60000+}\r\n${'x'.repeat(60_000)}`.repeat(5)}\r\n`);
  assert.match(await untilTagged(client, 'a'), /^a BAD \[TOOBIG\]/);
  client.send(`b SEARCH${' TEXT {0+}\r\n'.repeat(40_000)}\r\n`);
  assert.match(await untilTagged(client, 'b'), /^b BAD/);
  assert.match(await ask(client, 'c NOOP'), /^c OK/);
});

test('a message over the limit is refused before it is sent', async (context) => {
  const server = await startImapTestServer(context, { limits: { maxMessageBytes: 1_000 } });
  const client = await signInTo(context, server);
  assert.match(await ask(client, 'a APPEND INBOX {1001}'), /^a NO \[TOOBIG\]/);
  assert.match(await ask(client, `b APPEND INBOX {1500+}\r\n${'x'.repeat(1_500)}`), /^b NO \[TOOBIG\]/);
  assert.match(await ask(client, 'c APPEND INBOX {9+}\r\nSubject: '), /^c OK/);
  client.send('d APPEND INBOX {999999999+}\r\n');
  assert.match(await client.line(), /^\* BYE /);
});

test('messages of MULTIAPPEND count together', async (context) => {
  const server = await startImapTestServer(context, { limits: { maxMessageBytes: 1_000 } });
  const client = await signInTo(context, server);
  const part = ` {600+}\r\n${'x'.repeat(600)}`;
  assert.match(await ask(client, `a APPEND INBOX${part}${part}`), /^a NO \[TOOBIG\]/);
  client.send('b STATUS INBOX (MESSAGES)\r\n');
  assert.equal(await client.line(), '* STATUS INBOX (MESSAGES 0)');
});

test('a message over quota leaves nothing behind', async (context) => {
  const client = await signInTo(context, await startImapTestServer(context, { quotaBytes: 500 }));
  assert.match(await ask(client, `a APPEND INBOX {600+}\r\n${'x'.repeat(600)}`), /^a NO \[OVERQUOTA\]/);
  client.send('b STATUS INBOX (MESSAGES)\r\n');
  assert.equal(await client.line(), '* STATUS INBOX (MESSAGES 0)');
});
