import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Uid } from '../model/ids.ts';
import { NO_KEYWORDS } from '../model/keyword.ts';
import { addTestAccount, inboxOf, message } from './contract/fixtures.ts';
import { MailboxCache } from './mailbox-cache.ts';
import { openTestStorage } from '../testing/test-storage.ts';

test('snapshots follow appends, flag changes and expunges, and never change themselves', async () => {
  const storage = await openTestStorage();
  const { store } = storage;
  const account = await addTestAccount(store);
  const inbox = await inboxOf(store, account.id);
  const cache = new MailboxCache(store);
  const append = (n: number) =>
    store.appendEmails(
      account.id,
      Array.from({ length: n }, () => ({
        ...message('hello'),
        mailboxIds: [inbox.id],
        keywords: NO_KEYWORDS,
        receivedAt: new Date(),
      })),
    );

  await append(2);
  const first = await cache.get(account.id, inbox.id);
  await append(1);
  const second = await cache.get(account.id, inbox.id);
  assert.equal(second.rows.uids.buffer, first.rows.uids.buffer);
  await store.storeFlags(account.id, inbox.id, [2 as Uid], {
    mode: 'add',
    keywords: { flags: 1, custom: ['later'] },
    deleted: true,
  });
  const third = await cache.get(account.id, inbox.id);
  await store.expunge(account.id, inbox.id, null);
  const [fourth, same] = await Promise.all([
    cache.get(account.id, inbox.id),
    cache.get(account.id, inbox.id),
  ]);

  assert.deepEqual([...first.rows.uids], [1, 2]);
  assert.deepEqual([...second.rows.uids], [1, 2, 3]);
  assert.deepEqual([...second.rows.flags], [0, 0, 0]);
  assert.deepEqual([...third.rows.flags], [0, 1, 0]);
  assert.deepEqual([...third.rows.deleted], [0, 1, 0]);
  assert.deepEqual(third.rows.custom.get(1), ['later']);
  assert.deepEqual([...fourth.rows.uids], [1, 3]);
  assert.equal(fourth.rows.custom.size, 0);
  assert.equal(same, fourth);
  const fresh = await store.readMailbox(account.id, inbox.id, 0 as typeof inbox.modseq);
  assert.deepEqual(fourth.rows, fresh.rows);
  await storage.close();
});

test('the least recently used mailbox goes beyond the bound, and another account finds nothing', async () => {
  const storage = await openTestStorage();
  const { store } = storage;
  const account = await addTestAccount(store);
  const other = await addTestAccount(store, 'other@sample.com');
  const mailboxes = await store.listMailboxes(account.id);
  let reads = 0;
  const counting = {
    accountModseq: store.accountModseq,
    readMailbox: (...args: Parameters<typeof store.readMailbox>) => {
      reads++;
      return store.readMailbox(...args);
    },
  };
  const cache = new MailboxCache(counting, { maxBytes: 2 * 64 * 56 });
  for (const { id } of mailboxes.slice(0, 3)) await cache.get(account.id, id);
  for (const { id } of mailboxes.slice(1, 3)) await cache.get(account.id, id);
  assert.equal(reads, 3);
  for (const { id } of mailboxes.slice(0, 1)) await cache.get(account.id, id);
  assert.equal(reads, 4);
  await assert.rejects(cache.get(other.id, mailboxes[0]?.id as never), { code: 'mailboxNotFound' });
  await storage.close();
});
