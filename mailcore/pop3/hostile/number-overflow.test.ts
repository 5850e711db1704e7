/** Numbers beyond what a message number can be name nothing, and never another message. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { messageOfSize, startPop3TestServer } from '../testing/pop3-test-server.ts';
import { ask, listing, signInTo } from '../testing/sign-in.ts';

const NUMBERS = [
  '0',
  '-1',
  '2',
  '4294967297',
  '9999999999',
  '18446744073709551617',
  '1e0',
  '1.0',
  '0x1',
  '１',
  'NaN',
];

for (const command of ['LIST', 'UIDL', 'RETR', 'DELE', 'TOP']) {
  test(command, async (context) => {
    const server = await startPop3TestServer(context);
    await server.deliver(messageOfSize(100));
    const client = await signInTo(context, server);
    for (const number of NUMBERS) {
      const rest = command === 'TOP' ? ' 0' : '';
      assert.match(await ask(client, `${command} ${number}${rest}`), /^-ERR /, number);
    }
    assert.equal(await ask(client, 'STAT'), '+OK 1 100');
  });
}

test('more lines than there can be are all lines', async (context) => {
  const server = await startPop3TestServer(context);
  await server.deliver(messageOfSize(100));
  const client = await signInTo(context, server);
  assert.match(await ask(client, 'TOP 1 9999999999'), /^\+OK/);
  assert.equal((await listing(client)).length, 4);
  assert.match(await ask(client, 'TOP 1 99999999999'), /^-ERR /);
});
