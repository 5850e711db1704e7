import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { Uid } from '../../model/ids.ts';
import { addTestAccount, append, faults, inboxOf } from '../contract/fixtures.ts';
import { openSqliteStorage } from './open.ts';

const BODY = 'x'.repeat(10_000);
const HOUR_MS = 3_600_000;

async function storageWithSegments(context: TestContext) {
  const dataDir = mkdtempSync(join(tmpdir(), 'tegami-test-'));
  const storage = await openSqliteStorage({ dataDir, segmentBytes: 50_000 });
  context.after(async () => {
    await storage.close();
    rmSync(dataDir, { recursive: true, force: true });
  });
  const { id } = await addTestAccount(storage.store);
  return { ...storage, dataDir, id, inbox: await inboxOf(storage.store, id) };
}

test('segments that are mostly dead are copied together, and go when no reader can name them any more', async (context) => {
  const { store, blobs, dataDir, id, inbox } = await storageWithSegments(context);
  const kept = [];
  for (let i = 1; i <= 20; i++) {
    const { uid, emailId, blobId } = await append(store, id, inbox.id, { body: `${i} ${BODY}` });
    if (i % 5 === 0) kept.push({ emailId, blobId, text: `${i} ${BODY}` });
    else await store.removeMemberships(id, inbox.id, [uid as Uid]);
  }
  const old = await store.findBlob(id, kept[0]?.blobId as never);
  const segmentFiles = () => readdirSync(join(dataDir, 'segments')).length;
  const before = segmentFiles();
  const { freedBytes } = await store.sweep(new Date());
  assert.ok(freedBytes > 16 * 10_000);
  for (const { emailId, text } of kept) {
    const stored = (await store.getContents(id, [emailId])).get(emailId);
    assert.ok(stored && (await blobs.read(stored.blob.location)).toString().includes(text));
  }
  assert.ok(
    old && (await blobs.read(old.location)).toString().includes(BODY),
    'a location found before still reads',
  );
  assert.notDeepEqual((await store.findBlob(id, old.blobId))?.location, old.location);
  await store.sweep(new Date(Date.now() + 2 * HOUR_MS));
  assert.ok(segmentFiles() < before);
  assert.deepEqual(await faults(store), []);
  await append(store, id, inbox.id);
  assert.deepEqual(await faults(store), []);
});

test('files of bodies that a crash left behind go after a day', async (context) => {
  const { store, blobs, dataDir, id } = await storageWithSegments(context);
  const writer = blobs.create();
  await writer.write(Buffer.alloc(2 * 1024 * 1024));
  const blobId = await store.addUpload(id, await writer.finish(), 'text/plain');
  const bodies = join(dataDir, 'bodies');
  writeFileSync(join(bodies, 'orphan'), 'x');
  const yesterday = new Date(Date.now() - 30 * HOUR_MS);
  for (const name of readdirSync(bodies)) utimesSync(join(bodies, name), yesterday, yesterday);
  writeFileSync(join(bodies, 'fresh'), 'x');
  await store.sweep(new Date());
  const left = readdirSync(bodies);
  assert.equal(left.length, 2);
  assert.ok(left.includes('fresh'));
  await store.sweep(new Date(Date.now() + 25 * HOUR_MS));
  assert.equal(await store.findBlob(id, blobId), null);
  assert.deepEqual(readdirSync(bodies), []);
});
