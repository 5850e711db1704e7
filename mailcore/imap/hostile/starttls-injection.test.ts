/** What came in the clear behind STARTTLS is never taken for what came after it. RFC 9051 §11.1, CVE-2021-33515. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PASSWORD, startImapTestServer, USER } from '../testing/imap-test-server.ts';
import { ask, connectTo } from '../testing/sign-in.ts';

test('commands pipelined behind STARTTLS are forgotten', async (context) => {
  const client = await connectTo(context, await startImapTestServer(context));
  client.send(`a STARTTLS\r\nb LOGIN "${USER}" "${PASSWORD}"\r\n`);
  assert.match(await client.line(), /^a OK/);
  await client.startTls();
  assert.match(await ask(client, 'c LIST "" "*"'), /^c BAD/);
});

test('an answer to AUTHENTICATE sent ahead in the clear is forgotten', async (context) => {
  const client = await connectTo(context, await startImapTestServer(context));
  client.send('a STARTTLS\r\nb AUTHENTICATE PLAIN\r\n');
  assert.match(await client.line(), /^a OK/);
  await client.startTls();
  client.send('c NOOP\r\n');
  assert.equal(await client.line(), 'c OK Noop completed');
});

test('without TLS nobody signs in, and the capabilities say so', async (context) => {
  const client = await connectTo(
    context,
    await startImapTestServer(context, { allowPlainOnLoopback: false }),
  );
  client.send('a CAPABILITY\r\n');
  const capabilities = await client.line();
  assert.match(capabilities, / LOGINDISABLED/);
  assert.doesNotMatch(capabilities, / AUTH=/);
  assert.match(await client.line(), /^a OK/);
  assert.match(await ask(client, `b LOGIN "${USER}" "${PASSWORD}"`), /^b NO \[PRIVACYREQUIRED\]/);
  assert.match(await ask(client, 'c AUTHENTICATE PLAIN'), /^c NO \[PRIVACYREQUIRED\]/);
  assert.match(await ask(client, 'd STARTTLS'), /^d OK/);
  await client.startTls();
  assert.match(await ask(client, `e LOGIN "${USER}" "${PASSWORD}"`), /^e OK/);
});
