/** Peers that fall silent, leave halfway or dawdle before signing in are let go with a word where one can be heard. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startImapTestServer } from '../testing/imap-test-server.ts';
import { ask, connectTo, signInTo } from '../testing/sign-in.ts';

test('a silent session is told BYE', async (context) => {
  const client = await signInTo(
    context,
    await startImapTestServer(context, { limits: { imapIdleTimeoutMs: 50 } }),
  );
  assert.match(await client.line(), /^\* BYE Idle/);
  assert.equal(await client.lineOrEnd(), null);
});

test('a session silent in IDLE is told BYE', async (context) => {
  const client = await signInTo(
    context,
    await startImapTestServer(context, { limits: { imapIdleTimeoutMs: 50 } }),
  );
  client.send('a IDLE\r\n');
  assert.match(await client.line(), /^\+ /);
  assert.match(await client.line(), /^\* BYE Idle/);
});

test('NOOPs do not keep a connection that never signs in', async (context) => {
  let now = Date.now();
  const client = await connectTo(context, await startImapTestServer(context, { clock: () => new Date(now) }));
  now += 30_000;
  assert.match(await ask(client, 'a NOOP'), /^a OK/);
  now += 30_000;
  assert.match(await ask(client, 'b NOOP'), /^b OK/);
  assert.match(await client.line(), /^\* BYE /);
  assert.equal(await client.lineOrEnd(), null);
});

test('a half-closed connection gets its replies', async (context) => {
  const client = await signInTo(context, await startImapTestServer(context));
  client.send('a NOOP\r\nb STATUS INBOX (MESSAGES)\r\nc NO');
  client.end();
  assert.match(await client.line(), /^a OK/);
  assert.match(await client.line(), /^\* STATUS/);
  assert.match(await client.line(), /^b OK/);
  assert.equal(await client.lineOrEnd(), null);
});

test('a message that stops halfway is not kept', async (context) => {
  const server = await startImapTestServer(context);
  const client = await signInTo(context, server);
  client.send('a APPEND INBOX {1000+}\r\nSubject: half');
  client.end();
  assert.equal(await client.lineOrEnd(), null);
  const other = await signInTo(context, server);
  other.send('b STATUS INBOX (MESSAGES)\r\n');
  assert.equal(await other.line(), '* STATUS INBOX (MESSAGES 0)');
});

test('a reset within a FETCH leaves the server well', async (context) => {
  const server = await startImapTestServer(context);
  await server.deliver(`Subject: large\r\n\r\n${'x'.repeat(4_000_000)}`);
  const client = await signInTo(context, server);
  await ask(client, 'a SELECT INBOX');
  client.send('b FETCH 1 BODY[]\r\n');
  assert.match(await client.line(), /^\* 1 FETCH/);
  client.reset();
  assert.match(await ask(await signInTo(context, server), 'c NOOP'), /^c OK/);
});

test('a draining server says BYE to waiting and idling sessions', async (context) => {
  const server = await startImapTestServer(context);
  const [waiting, idling] = [await signInTo(context, server), await signInTo(context, server)];
  idling.send('a IDLE\r\n');
  assert.match(await idling.line(), /^\+ /);
  const drained = server.drain();
  assert.match(await waiting.line(), /^\* BYE \[UNAVAILABLE\]/);
  assert.match(await idling.line(), /^\* BYE \[UNAVAILABLE\]/);
  waiting.close();
  idling.close();
  await drained;
});
