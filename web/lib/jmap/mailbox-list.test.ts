import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { inMailbox } from './list-query.ts';
import { openedStore, settled, shownIds } from './testing/opened-store.ts';

const INBOX = { inMailbox: 'inbox' };

test('a list of thousands reads only the pages that are looked at', async () => {
  const { store, server } = await openedStore((server) => {
    for (let count = 0; count < 1000; count += 1) server.deliver();
  });
  const list = store.list(inMailbox('inbox'));
  await settled();
  assert.equal(list.total, 1000);
  const before = server.requests.length;
  list.setVisible(500, 520);
  list.setVisible(700, 720);
  await settled();
  const queries = server.requests
    .slice(before)
    .flat()
    .filter((name) => name === 'Email/query');
  assert.equal(queries.length, 5, 'pages 10 and 11 had been asked for already; then 14, 15 and 13');
  assert.deepEqual(shownIds(list, 700, 50), server.query(INBOX).slice(700, 750));
});

test('new mail appears in one round trip and rows keep their conversation', async () => {
  const { store, server, sync } = await openedStore((server) => {
    for (let count = 0; count < 60; count += 1) server.deliver();
  });
  const list = store.list(inMailbox('inbox'));
  await settled();
  const third = list.threadIdAt(2)!;
  list.selection.toggle(third);
  const fresh = server.deliver();
  const before = server.requests.length;
  await sync.run();
  assert.equal(list.itemAt(0)?.email.id, fresh.id);
  assert.equal(list.indexOf(third), 3);
  assert.ok(list.selection.has(third));
  assert.equal(server.requests.length - before, 1);
});

test('an answer in a conversation moves its row to the top', async () => {
  const { store, server, sync } = await openedStore((server) => {
    server.deliver();
    server.deliver();
  });
  const list = store.list(inMailbox('inbox'));
  await settled();
  const answer = server.deliver({ threadId: 'tm1' });
  await sync.run();
  await settled();
  assert.equal(list.total, 2);
  assert.deepEqual(
    list.itemAt(0)?.emails.map(({ id }) => id),
    ['m1', answer.id],
  );
  assert.equal(list.indexOf('tm1'), 0);
});

test('a forgotten history is read anew, without losing the place', async () => {
  const { store, server, sync } = await openedStore((server) => {
    for (let count = 0; count < 300; count += 1) server.deliver();
  });
  const list = store.list(inMailbox('inbox'));
  await settled();
  list.setVisible(200, 220);
  await settled();
  const anchor = list.threadIdAt(200)!;
  for (let count = 0; count < 10; count += 1) server.deliver();
  server.forgetHistory();
  await sync.run();
  await settled();
  assert.equal(list.indexOf(anchor), 210);
  list.setVisible(210, 230);
  await settled();
  assert.deepEqual(shownIds(list, 210, 20), server.query(INBOX).slice(210, 230));
});

test('a failed page tells why, and can be retried', async () => {
  const { store, server } = await openedStore((server) => void server.deliver());
  server.failing.push(500);
  const list = store.list(inMailbox('inbox'));
  await settled();
  assert.deepEqual(list.failure, { kind: 'http', status: 500 });
  list.retry();
  await settled();
  assert.equal(list.failure, null);
  assert.equal(list.total, 1);
});

const events = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('deliver' as const), thread: fc.option(fc.nat(200), { nil: undefined }) }),
    fc.record({ kind: fc.constant('leave' as const), index: fc.nat(400) }),
    fc.record({ kind: fc.constant('return' as const), index: fc.nat(400) }),
    fc.record({ kind: fc.constant('destroy' as const), index: fc.nat(400) }),
    fc.record({ kind: fc.constant('look' as const), first: fc.nat(200) }),
    fc.record({ kind: fc.constant('sync' as const) }),
  ),
  { maxLength: 30 },
);

test('whatever comes and goes, the list becomes what the server has', async () => {
  await fc.assert(
    fc.asyncProperty(events, async (steps) => {
      const { store, server, sync } = await openedStore((server) => {
        for (let count = 0; count < 170; count += 1) server.deliver();
      });
      const list = store.list(inMailbox('inbox'));
      await settled();
      for (const step of steps) {
        const id = 'index' in step ? [...server.emails.keys()][step.index % server.emails.size]! : '';
        if (step.kind === 'deliver')
          server.deliver(step.thread === undefined ? {} : { threadId: `tm${step.thread}` });
        if (step.kind === 'leave') server.change(id, { mailboxIds: { archive: true } });
        if (step.kind === 'return') server.change(id, { mailboxIds: { inbox: true } });
        if (step.kind === 'destroy') server.destroy(id);
        if (step.kind === 'look') list.setVisible(step.first, step.first + 20);
        if (step.kind === 'sync') await sync.run();
      }
      await settled();
      await sync.run();
      await settled();
      const expected = server.query(INBOX);
      shownIds(list);
      for (let first = 0; first < expected.length; first += 50) {
        list.setVisible(first, first + 49);
        await settled();
      }
      assert.deepEqual(shownIds(list), expected);
    }),
    { numRuns: 40 },
  );
});
