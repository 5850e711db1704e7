import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as actions from './actions.ts';
import { inMailbox } from './list-query.ts';
import { openedStore, settled, shownIds } from './testing/opened-store.ts';

async function inbox(count = 3) {
  const opened = await openedStore((server) => {
    for (let number = 0; number < count; number += 1) server.deliver();
  });
  const list = opened.store.list(inMailbox('inbox'));
  await settled();
  return { ...opened, list };
}

test('archiving shows at once, and its undo too', async () => {
  const { store, server, sync, list } = await inbox();
  const done = actions.archive(store, { threadIds: ['tm2'], inMailbox: 'inbox' });
  assert.deepEqual(shownIds(list), ['m3', 'm1']);
  assert.equal(await done.settled, null);
  assert.deepEqual(server.emails.get('m2')?.mailboxIds, { archive: true });
  await sync.run();
  assert.deepEqual(shownIds(list), ['m3', 'm1']);

  const undone = done.undo!();
  assert.deepEqual(shownIds(list), ['m3', 'm2', 'm1'], 'back in its place before the server has answered');
  assert.equal(await undone.settled, null);
  assert.deepEqual(server.emails.get('m2')?.mailboxIds, { inbox: true });
  await sync.run();
  assert.deepEqual(shownIds(list), ['m3', 'm2', 'm1']);

  const redone = undone.undo!();
  assert.deepEqual(shownIds(list), ['m3', 'm1']);
  assert.equal(redone.isUndo, false);
  assert.equal(await redone.settled, null);
});

test('an undo given before the server has answered ends as if nothing had happened', async () => {
  const { store, server, sync, list } = await inbox();
  const done = actions.trash(store, { threadIds: ['tm1', 'tm3'], inMailbox: 'inbox' });
  const undone = done.undo!();
  assert.deepEqual(shownIds(list), ['m3', 'm2', 'm1']);
  assert.deepEqual([await done.settled, await undone.settled], [null, null]);
  await sync.run();
  await settled();
  assert.deepEqual(shownIds(list), ['m3', 'm2', 'm1']);
  assert.deepEqual(server.emails.get('m1')?.mailboxIds, { inbox: true });
});

test('what the server refuses comes back, the rest stays done', async () => {
  const { store, server, sync, list } = await inbox();
  server.refusing.add('m2');
  const done = actions.archive(store, { threadIds: ['tm1', 'tm2'], inMailbox: 'inbox' });
  assert.deepEqual(shownIds(list), ['m3']);
  assert.deepEqual(await done.settled, { kind: 'set', id: 'm2', error: { type: 'forbidden' } });
  assert.deepEqual(shownIds(list), ['m3', 'm2']);
  await sync.run();
  assert.deepEqual(shownIds(list), ['m3', 'm2']);
});

test('without a connection everything is reverted after the repeats', async () => {
  const { store, server, list } = await inbox();
  server.failing.push(...Array<number>(10).fill(0));
  const done = actions.junk(store, { threadIds: ['tm1'], inMailbox: 'inbox' });
  assert.deepEqual(await done.settled, { kind: 'offline' });
  assert.deepEqual(shownIds(list), ['m3', 'm2', 'm1']);
  assert.equal(store.status, 'offline');
});

test('reading and starring change keywords only where needed', async () => {
  const { store, server } = await inbox();
  server.deliver({ threadId: 'tm1', keywords: { $seen: true } });
  await store.refresh();
  const thread = { threadIds: ['tm1'] };
  await actions.markRead(store, thread).settled;
  await actions.star(store, thread).settled;
  assert.deepEqual(server.emails.get('m1')?.keywords, { $seen: true });
  assert.deepEqual(server.emails.get('m4')?.keywords, { $seen: true, $flagged: true });
  const unread = actions.markUnread(store, thread);
  await unread.settled;
  await unread.undo!().settled;
  assert.deepEqual(server.emails.get('m1')?.keywords, { $seen: true });
});

test('a conversation moves out of the shown mailbox only', async () => {
  const { store, server } = await inbox(1);
  server.deliver({ threadId: 'tm1', mailboxIds: { sent: true } });
  await actions.archive(store, { threadIds: ['tm1'], inMailbox: 'inbox' }).settled;
  assert.deepEqual(server.emails.get('m1')?.mailboxIds, { archive: true });
  assert.deepEqual(server.emails.get('m2')?.mailboxIds, { sent: true });
});

test('the whole list is worked on in steps of 500, and undone', async () => {
  const { store, server, list } = await inbox(1200);
  list.selection.selectAll();
  assert.equal(list.selection.size, 1200);
  const before = server.requests.length;
  const done = actions.archive(store, { list });
  assert.equal(await done.settled, null);
  assert.equal(server.requests.slice(before).filter(([name]) => name === 'Email/set').length, 3);
  assert.ok([...server.emails.values()].every(({ mailboxIds }) => 'archive' in mailboxIds));
  assert.equal(await done.undo!().settled, null);
  assert.ok([...server.emails.values()].every(({ mailboxIds }) => 'inbox' in mailboxIds));
});

test('emptying a mailbox spares what stands elsewhere too', async () => {
  const { store, server } = await inbox(0);
  server.deliver({ mailboxIds: { trash: true } });
  server.deliver({ mailboxIds: { trash: true, archive: true } });
  const done = actions.emptyMailbox(store, 'trash');
  assert.equal(done.undo, undefined);
  assert.equal(await done.settled, null);
  assert.deepEqual(
    [...server.emails.values()].map(({ id, mailboxIds }) => [id, mailboxIds]),
    [['m2', { archive: true }]],
  );
});

test('permanent deletion has no undo; what was gone already is no failure', async () => {
  const { store, server, list } = await inbox();
  server.destroy('m1');
  const done = actions.destroy(store, { emailIds: ['m1', 'm2'] });
  assert.equal(done.undo, undefined);
  assert.deepEqual(shownIds(list), ['m3']);
  assert.equal(await done.settled, null);
  assert.deepEqual([...server.emails.keys()], ['m3']);
  await store.refresh();
  assert.deepEqual(shownIds(list), ['m3']);
});

test('a star shows in the list of stars before the server has it', async () => {
  const { store } = await inbox();
  const stars = store.list({ filter: { hasKeyword: '$flagged' }, mailboxId: null });
  await settled();
  const done = actions.star(store, { threadIds: ['tm1'] });
  assert.deepEqual(shownIds(stars), ['m1']);
  await done.settled;
});
