import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { scanMessage } from '../../../message/scan.ts';
import type { AccountId, MailboxId, ModSeq, Uid } from '../../../model/ids.ts';
import { NO_KEYWORDS } from '../../../model/keyword.ts';
import { addTestAccount, append, faults, inboxOf } from '../../contract/fixtures.ts';
import { type OwnedStorage, openSqliteStorage } from '../open.ts';
import { findGeneration, listGenerations } from './generations.ts';
import { openGeneration } from './open-generation.ts';
import { restoreAll } from './restore-all.ts';
import { type BackupResult, takeBackup } from './take-backup.ts';

const LARGE_BYTES = 1_100_000;

/** A message with a file of its own. */
async function appendLarge(
  { store, blobs }: OwnedStorage,
  id: AccountId,
  mailboxId: MailboxId,
): Promise<Uid> {
  const bytes = Buffer.from(`From: hana@test.org\r\n\r\n${'x'.repeat(LARGE_BYTES)}`);
  const content = scanMessage(bytes);
  const writer = blobs.create();
  await writer.write(bytes);
  const blob = await writer.finish();
  const email = { blob, content, mailboxIds: [mailboxId], keywords: NO_KEYWORDS, receivedAt: new Date() };
  const [appended] = await store.appendEmails(id, [email]);
  return appended?.places[0]?.uid as Uid;
}

class World {
  readonly folder: string;
  readonly directory: string;
  #opened: OwnedStorage[] = [];

  constructor(context: TestContext) {
    this.folder = mkdtempSync(join(tmpdir(), 'tegami-test-'));
    this.directory = join(this.folder, 'backup');
    context.after(async () => {
      for (const storage of this.#opened) await storage.close();
      rmSync(this.folder, { recursive: true });
    });
  }

  async open(name = 'data'): Promise<OwnedStorage> {
    const storage = await openSqliteStorage({ dataDir: join(this.folder, name) });
    this.#opened.push(storage);
    return storage;
  }

  backup({ store, dataDir }: OwnedStorage, keep = 7): Promise<BackupResult> {
    const { directory } = this;
    return takeBackup(store, { dataDir, directory, keep, bytesPerSecond: Infinity, program: '1.0.0' });
  }

  async restore(name: string, generation?: string): Promise<string> {
    const dataDir = join(this.folder, name);
    await restoreAll({ generation: await findGeneration(this.directory, generation), dataDir });
    return dataDir;
  }
}

async function bodiesOf({ store, blobs }: OwnedStorage, id: AccountId): Promise<string[]> {
  const { rows } = await store.readMailbox(id, (await inboxOf(store, id)).id, 0 as ModSeq);
  const contents = await store.getContents(id, [...rows.emailIds] as never);
  const texts = await Promise.all([...contents.values()].map(({ blob }) => blobs.read(blob.location)));
  return texts.map((text) => (String(text).split('\r\n\r\n')[1] ?? '').trimEnd());
}

test('a backup is restored whole, and nothing handed out is handed out again for something else', async (context) => {
  const world = new World(context);
  const live = await world.open();
  const { id } = await addTestAccount(live.store);
  const before = await inboxOf(live.store, id);
  for (const body of ['one', 'two']) await append(live.store, id, before.id, { body });
  await appendLarge(live, id, before.id);
  writeFileSync(join(live.dataDir, 'secret'), 'kept');
  await world.backup(live);
  const lost = await append(live.store, id, before.id, { body: 'after the backup' });

  await world.restore('restored');
  const restored = await world.open('restored');
  assert.deepEqual(await faults(restored.store), []);
  assert.deepEqual(
    (await bodiesOf(restored, id)).map(({ length }) => length),
    [3, 3, LARGE_BYTES],
  );
  assert.equal(readFileSync(join(restored.dataDir, 'secret'), 'utf8'), 'kept');
  const inbox = await inboxOf(restored.store, id);
  assert.ok(inbox.uidValidity > before.uidValidity);
  assert.equal(inbox.uidlValidity, before.uidlValidity);
  const next = await append(restored.store, id, inbox.id);
  assert.ok(next.uid > lost.uid + 1_000 && next.emailId > lost.emailId + 1_000);
  assert.ok(next.blobId > lost.blobId + 1_000 && next.modseq > lost.modseq + 1_000);
  await assert.rejects(restored.store.changesSince(id, 'Email', lost.modseq, 10), {
    code: 'cannotCalculateChanges',
  });
  const { rows } = await restored.store.readMailbox(id, inbox.id, 0 as ModSeq);
  assert.deepEqual([...rows.uids].slice(0, 3), [1, 2, 3]);
});

test('a later generation shares what has not changed, and copies only what is new', async (context) => {
  const world = new World(context);
  const live = await world.open();
  const { id } = await addTestAccount(live.store);
  const inbox = await inboxOf(live.store, id);
  await append(live.store, id, inbox.id, { body: 'one' });
  await appendLarge(live, id, inbox.id);
  const first = await world.backup(live);
  await append(live.store, id, inbox.id, { body: 'two' });
  const second = await world.backup(live);
  const third = await world.backup(live);
  assert.ok(second.copiedBytes < first.copiedBytes - 1_000_000);
  const inode = (generation: string, path: string) => statSync(join(world.directory, generation, path)).ino;
  const [body] = readdirSync(join(live.dataDir, 'bodies'));
  for (const path of [`bodies/${body}`, 'segments/1.seg']) {
    assert.equal(inode(first.generation, path), inode(third.generation, path));
  }
  for (const [name, count] of [
    [first.generation, 2],
    [second.generation, 3],
    [third.generation, 3],
  ] as const) {
    await world.restore(name, name);
    const restored = await world.open(name);
    assert.deepEqual(await faults(restored.store), []);
    assert.equal((await inboxOf(restored.store, id)).totalEmails, count);
  }
});

test('a segment whose bytes are not those of before is copied anew, and earlier generations keep theirs', async (context) => {
  const world = new World(context);
  const live = await world.open();
  const { id } = await addTestAccount(live.store);
  const inbox = await inboxOf(live.store, id);
  await append(live.store, id, inbox.id, { body: 'kept' });
  const { uid } = await append(live.store, id, inbox.id, { body: 'gone' });
  const first = await world.backup(live);
  await live.store.removeMemberships(id, inbox.id, [uid as Uid]);
  await live.store.sweep(new Date(Date.now() + 365 * 86_400_000));
  const segment = join(live.dataDir, 'segments', '1.seg');
  writeFileSync(segment, readFileSync(segment, 'latin1').replace('gone', 'xxxx'), 'latin1');
  await append(live.store, id, inbox.id, { body: 'new' });
  const second = await world.backup(live);
  await world.restore('a', first.generation);
  await world.restore('b', second.generation);
  const [a, b] = [await world.open('a'), await world.open('b')];
  assert.deepEqual(await faults(a.store), []);
  assert.deepEqual(await faults(b.store), []);
  assert.deepEqual(await bodiesOf(a, id), ['kept', 'gone']);
  assert.deepEqual(await bodiesOf(b, id), ['kept', 'new']);
});

test('what broke off is no generation and goes with the next; old generations go when there are enough', async (context) => {
  const world = new World(context);
  const live = await world.open();
  await addTestAccount(live.store);
  mkdirSync(join(world.directory, '.partial-20260101T000000Z'), { recursive: true });
  mkdirSync(join(world.directory, '20260101T000000Z'));
  assert.deepEqual(await listGenerations(world.directory), []);
  await assert.rejects(findGeneration(world.directory), { code: 'invalidArgument' });
  const [first] = [await world.backup(live, 2), await world.backup(live, 2)];
  const { removed } = await world.backup(live, 2);
  assert.deepEqual(removed, [first.generation]);
  assert.equal((await listGenerations(world.directory)).length, 2);
  assert.equal(existsSync(join(world.directory, '.partial-20260101T000000Z')), false);
});

test('a damaged backup is refused, and so is a restore that broke off, until it is run again', async (context) => {
  const world = new World(context);
  const live = await world.open();
  const { id } = await addTestAccount(live.store);
  await append(live.store, id, (await inboxOf(live.store, id)).id, { body: 'one' });
  const { generation } = await world.backup(live);
  const segment = join(world.directory, generation, 'segments', '1.seg');
  const whole = readFileSync(segment);
  writeFileSync(segment, 'x'.repeat(whole.length));
  await assert.rejects(world.restore('restored'), { code: 'unavailable', message: /checksum of s1/ });
  await assert.rejects(world.open('restored'), { code: 'unavailable', message: /broke off/ });
  writeFileSync(segment, whole);
  await world.restore('restored');
  const restored = await world.open('restored');
  assert.deepEqual(await faults(restored.store), []);
  await assert.rejects(world.restore('restored'), { code: 'alreadyExists' });
});

test('a backup folder is locked, and stands apart from the data', async (context) => {
  const world = new World(context);
  const live = await world.open();
  const { store, dataDir } = live;
  const options = { dataDir, keep: 1, bytesPerSecond: Infinity, program: '1.0.0' };
  for (const directory of [dataDir, join(dataDir, 'backup'), world.folder]) {
    await assert.rejects(takeBackup(store, { ...options, directory }), { code: 'invalidArgument' });
  }
  const results = await Promise.allSettled([world.backup(live), world.backup(live)]);
  assert.deepEqual(results.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
});

test('bodies that somebody holds outlive a sweep', async (context) => {
  const world = new World(context);
  const live = await world.open();
  const { store, dataDir } = live;
  const { id } = await addTestAccount(store);
  const inbox = await inboxOf(store, id);
  await store.removeMemberships(id, inbox.id, [await appendLarge(live, id, inbox.id)]);
  const later = new Date(Date.now() + 365 * 86_400_000);
  await store.holdBodies('a', new Date(Date.now() + 60_000));
  await store.sweep(later);
  assert.equal(readdirSync(join(dataDir, 'bodies')).length, 1);
  await store.releaseBodies('a');
  await store.sweep(later);
  assert.equal(readdirSync(join(dataDir, 'bodies')).length, 0);
});

test('a generation is read where it stands', async (context) => {
  const world = new World(context);
  const live = await world.open();
  const { id } = await addTestAccount(live.store);
  await append(live.store, id, (await inboxOf(live.store, id)).id, { body: 'one' });
  await world.backup(live);
  const { store, close } = await openGeneration(await findGeneration(world.directory));
  assert.deepEqual(await faults(store), []);
  await assert.rejects(store.addDomain('x.org'), { code: 'unavailable' });
  await close();
});
