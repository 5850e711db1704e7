import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test, type TestContext } from 'node:test';
import type { BlobId } from '../../model/ids.ts';
import type { BlobLocation } from '../blobs.ts';
import { parseContainer } from '../containers.ts';
import { addTestAccount, append, faults, inboxOf } from '../contract/fixtures.ts';
import { restoreAll } from './backup/restore-all.ts';
import { takeBackup } from './backup/take-backup.ts';
import { type OwnedStorage, openSqliteStorage } from './open.ts';

const HOUR_MS = 3_600_000;
const LONG_AGO = new Date(Date.now() - 40 * 24 * HOUR_MS);
/** Compresses well, or not at all. */
const BODIES = [
  ...Array.from({ length: 12 }, (_, n) => `${n} ${'a line of text that repeats. '.repeat(700)}`),
  ...Array.from({ length: 4 }, () => randomBytes(10_000).toString('latin1')),
  'x'.repeat(300_000),
];

async function storageWithOldSegments(context: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'tegami-test-'));
  const dataDir = join(folder, 'data');
  const storage = await openSqliteStorage({ dataDir, segmentBytes: 60_000, compressAfterDays: 30 });
  context.after(async () => {
    await storage.close();
    rmSync(folder, { recursive: true });
  });
  const { id } = await addTestAccount(storage.store);
  const inbox = await inboxOf(storage.store, id);
  const blobs: { blobId: BlobId; body: string }[] = [];
  for (const body of BODIES) {
    const { blobId } = await append(storage.store, id, inbox.id, { body });
    blobs.push({ blobId, body });
  }
  await append(storage.store, id, inbox.id);
  ageSegments(dataDir);
  return { storage, folder, dataDir, id, blobs };
}

function ageSegments(dataDir: string): void {
  for (const name of readdirSync(join(dataDir, 'segments'))) {
    utimesSync(join(dataDir, 'segments', name), LONG_AGO, LONG_AGO);
  }
}

function storedBytes(locations: readonly BlobLocation[]): number {
  return locations.reduce(
    (sum, { container, sizeBytes }) => sum + (parseContainer(container).storedBytes ?? sizeBytes),
    0,
  );
}

async function locations(
  storage: OwnedStorage,
  id: Parameters<typeof inboxOf>[1],
  blobs: { blobId: BlobId }[],
) {
  const found = await Promise.all(blobs.map(({ blobId }) => storage.store.findBlob(id, blobId)));
  return found.map((blob) => blob!.location);
}

test('bodies of old segments are compressed, and every part of them reads as before', async (context) => {
  const { storage, id, blobs } = await storageWithOldSegments(context);
  const before = await locations(storage, id, blobs);
  const whole = await Promise.all(before.map((location) => storage.blobs.read(location)));
  await storage.store.sweep(new Date());
  await storage.store.sweep(new Date(Date.now() + 2 * HOUR_MS));
  const after = await locations(storage, id, blobs);
  assert.ok(storedBytes(after) < storedBytes(before) / 5);
  for (const [index, location] of after.entries()) {
    const expected = whole[index]!;
    assert.notEqual(location.container, before[index]?.container);
    assert.deepEqual(await storage.blobs.read(location), expected);
    const size = expected.length;
    for (const [start, end] of [
      [0, 10],
      [size - 7, size],
      [size >> 1, (size >> 1) + 5_000],
      [-5, size + 5],
      [9, 3],
    ] as const) {
      const part = expected.subarray(Math.max(start, 0), Math.max(end, start, 0));
      assert.deepEqual(await storage.blobs.read(location, start, end), Buffer.from(part));
      const now = storage.blobs.readNow(location, start, end);
      if (now) assert.deepEqual(now, Buffer.from(part));
    }
    assert.equal((await text(storage.blobs.stream(location))).length, expected.toString().length);
  }
  assert.deepEqual(await faults(storage.store), []);
});

test('what was compressed, or did not pay, is not copied again', async (context) => {
  const { storage, dataDir, id, blobs } = await storageWithOldSegments(context);
  await storage.store.sweep(new Date());
  const once = await locations(storage, id, blobs);
  // Fills their segment, so that it is closed, with less than it holds already.
  const inbox = await inboxOf(storage.store, id);
  for (const length of [20_000, 10]) await append(storage.store, id, inbox.id, { body: 'x'.repeat(length) });
  ageSegments(dataDir);
  await storage.store.sweep(new Date());
  assert.deepEqual(await locations(storage, id, blobs), once);
});

test('a location found before the move reads until readers are gone, and a backup holds what was compressed', async (context) => {
  const { storage, folder, dataDir, id, blobs } = await storageWithOldSegments(context);
  const [old] = await locations(storage, id, blobs);
  await storage.store.sweep(new Date());
  assert.ok((await storage.blobs.read(old!)).toString().includes('repeats'));
  const directory = join(folder, 'backup');
  const limits = { keep: 1, bytesPerSecond: Infinity, program: '1.0.0' };
  const { generation } = await takeBackup(storage.store, { dataDir, directory, ...limits });
  await restoreAll({ generation: join(directory, generation), dataDir: join(folder, 'restored') });
  const restored = await openSqliteStorage({ dataDir: join(folder, 'restored') });
  assert.deepEqual(await faults(restored.store), []);
  await restored.close();
});
