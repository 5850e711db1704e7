import assert from 'node:assert/strict';
import { cpSync, globSync, mkdtempSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { addTestAccount, append, delivery, faults, inboxOf, local, message } from '../contract/fixtures.ts';
import { openSqliteStorage } from './open.ts';

/** A value that fails as the disk would, in the middle of the transaction that uses it. */
function diskFailure(): string {
  const value = {
    toString() {
      throw Object.assign(new Error('disk I/O error'), { errcode: 10 });
    },
  };
  return value as unknown as string;
}

test('when the medium fails in a transaction the whole group fails, nothing stays, and the next group works', async () => {
  const storage = await openSqliteStorage({ dataDir: ':memory:' });
  const { store } = storage;
  const { id } = await addTestAccount(store);
  const inbox = await inboxOf(store, id);
  await append(store, id, inbox.id);
  const results = await Promise.allSettled([
    append(store, id, inbox.id),
    store.addDomain(diskFailure()),
    store.deliver(delivery({ ...message('x'), local: [local(id)] })),
  ]);
  for (const result of results) {
    assert.equal(result.status, 'rejected');
    assert.equal((result.reason as { code: string }).code, 'unavailable');
  }
  assert.equal((await store.getAccount(id))?.emailCount, 1);
  const { uid } = await append(store, id, inbox.id);
  assert.equal(uid, 2);
  assert.deepEqual(await faults(store), []);
  await storage.close();
});

test('when bodies cannot be written the group fails, operations without bodies go on, and a new segment is begun', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'tegami-test-'));
  const storage = await openSqliteStorage({ dataDir });
  const { store, blobs } = storage;
  const { id } = await addTestAccount(store);
  const inbox = await inboxOf(store, id);
  const segments = join(dataDir, 'segments');
  renameSync(segments, `${segments}.away`);
  writeFileSync(segments, 'no directory');
  await assert.rejects(append(store, id, inbox.id), { code: 'unavailable', temporary: true });
  await store.addDomain('test.org');
  rmSync(segments);
  renameSync(`${segments}.away`, segments);
  const { blobId } = await append(store, id, inbox.id);
  const location = (await store.findBlob(id, blobId))?.location;
  assert.ok(location && (await blobs.read(location)).length > 0);
  assert.equal((await store.getAccount(id))?.emailCount, 1);
  assert.deepEqual(await faults(store), []);
  await storage.close();
  rmSync(dataDir, { recursive: true });
});

test('an operation that fails after writing rows takes them back alone', async () => {
  const storage = await openSqliteStorage({ dataDir: ':memory:' });
  const { store } = storage;
  const full = await addTestAccount(store, 'full@sample.com', 1);
  const { id } = await addTestAccount(store);
  const both = { local: [local(id), local(full.id)] };
  const [first, second] = await Promise.allSettled([
    store.deliver(delivery({ ...message('x'), ...both })),
    store.deliver(delivery({ ...message('y'), local: [local(id)] })),
  ]);
  assert.equal(first.status, 'rejected');
  assert.equal(second.status === 'fulfilled' && second.value.filed[0]?.uid, 1);
  assert.deepEqual(await faults(store), []);
  await storage.close();
});

test('a store that is written to has a log of full length, and keeps what it holds over a kill', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'tegami-test-'));
  const storage = await openSqliteStorage({ dataDir });
  const { store } = storage;
  const { id } = await addTestAccount(store);
  const inbox = await inboxOf(store, id);
  for (let count = 0; count < 25; count += 1) await append(store, id, inbox.id);
  const [log = ''] = globSync(join(dataDir, '*-wal'));
  assert.ok(statSync(log).size >= 64 * 1024 * 1024);
  const copy = mkdtempSync(join(tmpdir(), 'tegami-test-'));
  cpSync(dataDir, copy, { recursive: true });
  await storage.close();
  const reopened = await openSqliteStorage({ dataDir: copy });
  assert.equal((await reopened.store.getAccount(id))?.emailCount, 25);
  assert.deepEqual(await faults(reopened.store), []);
  await reopened.close();
  rmSync(dataDir, { recursive: true });
  rmSync(copy, { recursive: true });
});
