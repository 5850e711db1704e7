import assert from 'node:assert/strict';
import { test } from 'node:test';
import { messageOfSize, startPop3TestServer } from './testing/pop3-test-server.ts';
import { ask, listing, signInTo } from './testing/sign-in.ts';

const LARGE_BYTES = 3_000_000;

test('sizes are the octets that RETR sends, small and large', async (context) => {
  const server = await startPop3TestServer(context);
  const lines = `Subject: lines\r\n\r\n${'.dotted line\r\n'.repeat(Math.ceil(LARGE_BYTES / 14))}`;
  for (const message of ['Subject: x\r\n\r\n', messageOfSize(65_536), lines]) await server.deliver(message);
  const client = await signInTo(context, server);
  assert.match(await ask(client, 'LIST'), /^\+OK 3 /);
  const sizes = (await listing(client)).map((line) => Number(line.split(' ')[1]));
  for (const [index, sizeBytes] of sizes.entries()) {
    assert.equal(await ask(client, `RETR ${index + 1}`), `+OK ${sizeBytes} octets`);
    const octets = (await listing(client)).reduce((sum, line) => sum + line.length + 2, 0);
    assert.equal(octets, sizeBytes);
  }
  const total = sizes.reduce((sum, size) => sum + size, 0);
  assert.equal(await ask(client, 'STAT'), `+OK 3 ${total}`);
});

test('TOP of a large message sends its beginning only', async (context) => {
  const server = await startPop3TestServer(context);
  await server.deliver(`Subject: large\r\n\r\n${'line\r\n'.repeat(600_000)}`);
  const client = await signInTo(context, server);
  assert.match(await ask(client, 'TOP 1 2'), /^\+OK/);
  assert.deepEqual(await listing(client), ['Subject: large', '', 'line', 'line']);
  assert.match(await ask(client, 'TOP 1 0'), /^\+OK/);
  assert.deepEqual(await listing(client), ['Subject: large', '']);
});

test('a maildrop of nothing', async (context) => {
  const client = await signInTo(context, await startPop3TestServer(context));
  assert.equal(await ask(client, 'STAT'), '+OK 0 0');
  for (const command of ['LIST', 'UIDL']) {
    assert.match(await ask(client, command), /^\+OK/);
    assert.deepEqual(await listing(client), []);
  }
  for (const command of ['LIST 1', 'RETR 1', 'DELE 1', 'TOP 1 0', 'UIDL 1'])
    assert.match(await ask(client, command), /^-ERR /);
  assert.match(await ask(client, 'QUIT'), /^\+OK/);
});
