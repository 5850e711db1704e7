/** Endless lines, endless nonsense and endless pipelines cost the peer its connection, never our memory or order. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startPop3TestServer } from '../testing/pop3-test-server.ts';
import { ask, connectTo, signInTo } from '../testing/sign-in.ts';

test('a line of megabytes is one error, and the next command works', async (context) => {
  const client = await signInTo(context, await startPop3TestServer(context));
  client.send(`NOOP ${'x'.repeat(5_000_000)}\r\nSTAT\r\n`);
  assert.match(await client.line(), /^-ERR line too long/);
  assert.equal(await client.line(), '+OK 0 0');
});

test('a line without end within AUTH is one error, and the next command works', async (context) => {
  const client = await connectTo(context, await startPop3TestServer(context));
  assert.equal(await ask(client, 'AUTH PLAIN'), '+ ');
  client.send(`${'A'.repeat(100_000)}\r\nCAPA\r\n`);
  assert.match(await client.line(), /^-ERR /);
  assert.match(await client.line(), /^\+OK capabilities/);
});

test('NUL and other control characters are errors, and the next command works', async (context) => {
  const client = await signInTo(context, await startPop3TestServer(context));
  for (const line of ['\0', 'NOOP\0', 'STAT \0', 'DELE 1\r2', 'RETR \x1b[2J', '\xff\xfe'])
    assert.match(await ask(client, line), /^-ERR /);
  assert.equal(await ask(client, 'STAT'), '+OK 0 0');
});

test('bad commands end the connection', async (context) => {
  const client = await connectTo(context, await startPop3TestServer(context));
  client.send('x\r\n'.repeat(50));
  for (let count = 0; count < 21; count++) assert.match(await client.line(), /^-ERR unknown command/);
  assert.match(await client.line(), /^-ERR too many errors/);
  assert.equal(await client.lineOrEnd(), null);
});

test('thousands of pipelined commands are answered in order', async (context) => {
  const client = await signInTo(context, await startPop3TestServer(context));
  client.send('NOOP\r\nSTAT\r\n'.repeat(3_000));
  for (let count = 0; count < 3_000; count++) {
    assert.equal(await client.line(), '+OK still here');
    assert.equal(await client.line(), '+OK 0 0');
  }
});
