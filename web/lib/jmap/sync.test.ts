import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inMailbox } from './list-query.ts';
import { openedStore, settled, shownIds } from './testing/opened-store.ts';

async function opened() {
  const all = await openedStore((server) => {
    server.deliver();
    server.deliver();
  });
  const list = all.store.list(inMailbox('inbox'));
  await settled();
  return { ...all, list };
}

test('a keyword set by another client shows', async () => {
  const { server, sync, list } = await opened();
  assert.equal(list.itemAt(0)?.isUnread, true);
  server.change('m2', { 'keywords/$seen': true });
  await sync.run();
  assert.equal(list.itemAt(0)?.isUnread, false);
});

test('an email moved or destroyed by another client goes', async () => {
  const { server, sync, list, store } = await opened();
  server.change('m2', { mailboxIds: { archive: true } });
  server.destroy('m1');
  await sync.run();
  assert.deepEqual(shownIds(list), []);
  assert.equal(store.emails.get('m1'), undefined);
});

test('a state that is known already asks for nothing, a new one for one request', async () => {
  const { server, sync, store } = await opened();
  const announce = (Email: string) =>
    sync.announce({ '@type': 'StateChange', changed: { [store.client.accountId]: { Email } } });
  const before = server.requests.length;
  announce('2');
  await settled();
  assert.equal(server.requests.length, before);
  server.deliver();
  announce('3');
  announce('3');
  await settled();
  assert.equal(
    server.requests.length,
    before + 2,
    'one for the change, one for what may have come during it',
  );
});

test('without a connection the next announcement catches up', async () => {
  const { server, sync, list } = await opened();
  const fresh = server.deliver();
  server.failing.push(...Array<number>(7).fill(0));
  await sync.run();
  assert.equal(list.total, 2);
  await sync.run();
  assert.equal(list.itemAt(0)?.email.id, fresh.id);
});

test('a change that arrives while a patch is pending does not undo it', async () => {
  const { server, sync, list, store } = await opened();
  const settle = store.emails.patchAll(new Map([['m2', { 'keywords/$flagged': true }]]));
  server.change('m2', { 'keywords/$seen': true });
  await sync.run();
  assert.equal(list.itemAt(0)?.isStarred, true);
  assert.equal(list.itemAt(0)?.isUnread, false);
  settle(new Set(['m2']));
  assert.equal(list.itemAt(0)?.isStarred, false);
});

test('a page of very long conversations is read in several requests', async () => {
  const { store } = await openedStore((server) => {
    for (let count = 0; count < 600; count += 1) server.deliver({ threadId: `t${count % 3}` });
  });
  const list = store.list(inMailbox('inbox'));
  await settled();
  assert.equal(list.failure, null);
  assert.equal(list.itemAt(0)?.emails.length, 200);
});
