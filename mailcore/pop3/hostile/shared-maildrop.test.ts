/** Others change the inbox, or lose the account, while a session has its fixed picture of it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Uid } from '../../model/ids.ts';
import { messageOfSize, startPop3TestServer, type Pop3TestServer } from '../testing/pop3-test-server.ts';
import { ask, listing, signInTo } from '../testing/sign-in.ts';

async function remove({ storage: { store }, account }: Pop3TestServer, uids: number[]): Promise<void> {
  const inbox = (await store.listMailboxes(account.id)).find(({ role }) => role === 'inbox');
  assert.ok(inbox);
  await store.removeMemberships(account.id, inbox.id, uids as Uid[]);
}

test('a message removed by another session is an error, and numbers stay', async (context) => {
  const server = await startPop3TestServer(context);
  for (const size of [100, 200, 300]) await server.deliver(messageOfSize(size));
  const client = await signInTo(context, server);
  await remove(server, [2]);
  await server.deliver(messageOfSize(400));
  assert.equal(await ask(client, 'STAT'), '+OK 3 600');
  assert.match(await ask(client, 'RETR 2'), /^-ERR /);
  assert.match(await ask(client, 'TOP 2 0'), /^-ERR /);
  assert.equal(await ask(client, 'RETR 3'), '+OK 300 octets');
  await listing(client);
  for (const number of [2, 3]) assert.match(await ask(client, `DELE ${number}`), /^\+OK/);
  assert.match(await ask(client, 'QUIT'), /^\+OK/);
  assert.equal(await client.lineOrEnd(), null);
  assert.deepEqual(await server.uids(), [1, 4]);
});

test('two sessions that remove the same messages, where the operator lets them', async (context) => {
  const server = await startPop3TestServer(context, { pop3: { exclusive: false } });
  for (const size of [100, 200]) await server.deliver(messageOfSize(size));
  const clients = [await signInTo(context, server), await signInTo(context, server)];
  for (const client of clients) {
    assert.match(await ask(client, 'DELE 1'), /^\+OK/);
    assert.match(await ask(client, 'QUIT'), /^\+OK/);
  }
  assert.deepEqual(await server.uids(), [2]);
});

test('a disabled account reads no more mail and removes none; another name changes nothing', async (context) => {
  const server = await startPop3TestServer(context);
  await server.deliver(messageOfSize(100));
  const client = await signInTo(context, server);
  assert.match(await ask(client, 'DELE 1'), /^\+OK/);
  await server.storage.store.updateAccount(server.account.id, { displayName: 'Other' });
  assert.match(await ask(client, 'NOOP'), /^\+OK/);
  const told = new Promise<void>((resolve) => {
    const stop = server.storage.bus.subscribe((event) => {
      if (event.kind !== 'directory') return;
      stop();
      resolve();
    });
  });
  await server.storage.store.updateAccount(server.account.id, { isDisabled: true });
  await told;
  assert.match(await ask(client, 'QUIT'), /^-ERR \[SYS\/PERM\] /);
  assert.equal(await client.lineOrEnd(), null);
  assert.deepEqual(await server.uids(), [1]);
});
