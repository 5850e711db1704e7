/** Peers that fall silent, leave halfway or dawdle before signing in are let go with a word where one can be heard. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { messageOfSize, startPop3TestServer } from '../testing/pop3-test-server.ts';
import { ask, connectTo, listing, signInTo, signInWhenFree } from '../testing/sign-in.ts';

test('a silent session ends without the UPDATE state', async (context) => {
  const server = await startPop3TestServer(context, { limits: { popIdleTimeoutMs: 50 } });
  await server.deliver(messageOfSize(100));
  const client = await signInTo(context, server);
  assert.match(await ask(client, 'DELE 1'), /^\+OK/);
  assert.match(await client.line(), /^-ERR autologout/);
  assert.equal(await client.lineOrEnd(), null);
  assert.deepEqual(await server.uids(), [1]);
});

test('CAPA does not keep a connection that never signs in', async (context) => {
  let now = Date.now();
  const client = await connectTo(context, await startPop3TestServer(context, { clock: () => new Date(now) }));
  for (let count = 0; count < 2; count++) {
    now += 30_000;
    assert.match(await ask(client, 'CAPA'), /^\+OK/);
    await listing(client);
  }
  assert.match(await client.line(), /^-ERR sign in sooner/);
  assert.equal(await client.lineOrEnd(), null);
});

test('a half-closed connection gets its answers, and keeps its messages', async (context) => {
  const server = await startPop3TestServer(context);
  await server.deliver(messageOfSize(100));
  const client = await signInTo(context, server);
  client.send('DELE 1\r\nSTAT\r\nQU');
  client.end();
  assert.match(await client.line(), /^\+OK message 1/);
  assert.equal(await client.line(), '+OK 0 0');
  assert.equal(await client.lineOrEnd(), null);
  assert.deepEqual(await server.uids(), [1]);
});

test('half-closed after QUIT: the messages go', async (context) => {
  const server = await startPop3TestServer(context);
  await server.deliver(messageOfSize(100));
  const client = await signInTo(context, server);
  client.send('DELE 1\r\nQUIT\r\n');
  client.end();
  assert.match(await client.line(), /^\+OK message 1/);
  assert.match(await client.line(), /^\+OK bye/);
  assert.equal(await client.lineOrEnd(), null);
  assert.deepEqual(await server.uids(), []);
});

test('a peer that leaves within AUTH hears nothing', async (context) => {
  const client = await connectTo(context, await startPop3TestServer(context));
  assert.equal(await ask(client, 'AUTH LOGIN'), '+ VXNlcm5hbWU6');
  client.end();
  assert.equal(await client.lineOrEnd(), null);
});

test('a reset within RETR leaves the server well', async (context) => {
  const server = await startPop3TestServer(context);
  await server.deliver(`Subject: large\r\n\r\n${'x'.repeat(4_000_000)}`);
  const client = await signInTo(context, server);
  assert.match(await ask(client, 'RETR 1'), /^\+OK/);
  client.reset();
  assert.match(await ask(await signInWhenFree(context, server), 'NOOP'), /^\+OK/);
});

test('a draining server answers what was asked, says so and removes nothing', async (context) => {
  const server = await startPop3TestServer(context);
  await server.deliver(messageOfSize(100));
  const [waiting, asked] = [await signInTo(context, server), await connectTo(context, server)];
  assert.match(await ask(waiting, 'DELE 1'), /^\+OK/);
  assert.equal(await ask(asked, 'AUTH PLAIN'), '+ ');
  const drained = server.drain();
  for (const client of [waiting, asked]) {
    assert.match(await client.line(), /^-ERR \[SYS\/TEMP\] closing/);
    assert.equal(await client.lineOrEnd(), null);
    client.close();
  }
  await drained;
  assert.deepEqual(await server.uids(), [1]);
});
