/** What came in the clear behind STLS is never taken for what came after it. RFC 2595 §4, CVE-2021-33515. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PASSWORD, startPop3TestServer, USER } from '../testing/pop3-test-server.ts';
import { ask, connectTo, listing } from '../testing/sign-in.ts';

test('commands pipelined behind STLS are forgotten', async (context) => {
  const client = await connectTo(context, await startPop3TestServer(context));
  client.send(`STLS\r\nUSER ${USER}\r\nPASS ${PASSWORD}\r\n`);
  assert.match(await client.line(), /^\+OK begin TLS/);
  await client.startTls();
  assert.match(await ask(client, 'STAT'), /^-ERR sign in first/);
});

test('a name given in the clear, before or behind STLS, is forgotten', async (context) => {
  const client = await connectTo(context, await startPop3TestServer(context));
  client.send(`USER ${USER}\r\nSTLS\r\nUSER ${USER}\r\n`);
  assert.match(await client.line(), /^\+OK/);
  assert.match(await client.line(), /^\+OK begin TLS/);
  await client.startTls();
  assert.match(await ask(client, `PASS ${PASSWORD}`), /^-ERR USER first/);
});

test('without TLS nobody signs in, and the capabilities say so', async (context) => {
  const server = await startPop3TestServer(context, { allowPlainOnLoopback: false });
  const client = await connectTo(context, server);
  assert.match(await ask(client, 'CAPA'), /^\+OK/);
  const capabilities = await listing(client);
  assert.ok(capabilities.includes('STLS'));
  assert.ok(!capabilities.some((line) => /^(?:USER|SASL)/.test(line)));
  assert.match(await ask(client, `USER ${USER}`), /^-ERR /);
  assert.match(await ask(client, `PASS ${PASSWORD}`), /^-ERR /);
  assert.match(await ask(client, 'AUTH PLAIN'), /^-ERR /);
  assert.match(await ask(client, 'STLS'), /^\+OK/);
  await client.startTls();
  assert.match(await ask(client, `USER ${USER}`), /^\+OK/);
  assert.match(await ask(client, `PASS ${PASSWORD}`), /^\+OK/);
});
