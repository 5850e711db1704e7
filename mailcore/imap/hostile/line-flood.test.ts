/** Endless lines, endless nonsense and endless pipelines cost the peer its connection, never our memory or order. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startImapTestServer } from '../testing/imap-test-server.ts';
import { ask, connectTo, signInTo } from '../testing/sign-in.ts';

test('a line of megabytes is one error, and the next command works', async (context) => {
  const client = await connectTo(context, await startImapTestServer(context));
  client.send(`a NOOP ${'x'.repeat(5_000_000)}\r\nb NOOP\r\n`);
  assert.match(await client.line(), /^\* BAD /);
  assert.match(await client.line(), /^b OK/);
});

test('bad commands in a row end the connection', async (context) => {
  const client = await connectTo(context, await startImapTestServer(context));
  client.send('x\r\n'.repeat(50));
  for (let count = 0; count < 10; count++) assert.match(await client.line(), /^\* BAD /);
  assert.match(await client.line(), /^\* BYE /);
  assert.equal(await client.lineOrEnd(), null);
});

test('a good command forgives the bad ones before it', async (context) => {
  const client = await connectTo(context, await startImapTestServer(context));
  client.send('x\r\nok NOOP\r\n'.repeat(30));
  for (let count = 0; count < 30; count++) {
    assert.match(await client.line(), /^\* BAD /);
    assert.match(await client.line(), /^ok OK/);
  }
});

test('thousands of pipelined commands are answered in order', async (context) => {
  const client = await signInTo(context, await startImapTestServer(context));
  const tags = Array.from({ length: 5_000 }, (_, index) => `t${index}`);
  client.send(tags.map((tag) => `${tag} NOOP\r\n`).join(''));
  for (const tag of tags) assert.equal(await client.line(), `${tag} OK Noop completed`);
});

test('a set of too many ranges and a search too deep are errors', async (context) => {
  const client = await signInTo(context, await startImapTestServer(context));
  await ask(client, 's SELECT INBOX');
  const set = Array.from({ length: 12_000 }, () => '1').join(',');
  assert.match(await ask(client, `a FETCH ${set},${set} FLAGS`), /^a BAD/);
  assert.match(await ask(client, `b SEARCH ${'NOT '.repeat(10_000)}ALL`), /^b BAD/);
  assert.match(await ask(client, `c SEARCH ${'('.repeat(10_000)}`), /^c BAD/);
  assert.match(await ask(client, `d LIST "" "${'%*'.repeat(20_000)}x"`), /^d OK/);
  assert.match(await ask(client, 'e NOOP'), /^e OK/);
});
