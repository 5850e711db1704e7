import assert from 'node:assert/strict';
import { closeSync, existsSync, mkdtempSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { AccountId, EmailId } from '../../model/ids.ts';
import { addTestAccount, append, inboxOf } from '../contract/fixtures.ts';
import { dataFiles } from '../data-files.ts';
import { attachSqliteStorage } from '../sqlite/attach.ts';
import { type OpenOptions, openSqliteStorage, type OwnedStorage } from '../sqlite/open.ts';
import { openIndexReader } from './index-database.ts';
import { IndexRequests } from './index-requests.ts';
import { everyEmailToken } from './index-tokens.ts';
import { Indexer } from './indexer.ts';

interface Opened extends OwnedStorage {
  readonly indexer: Indexer;
  readonly id: AccountId;
}

async function openIndexed(context: TestContext, options: Partial<OpenOptions> = {}): Promise<Opened> {
  const dataDir = mkdtempSync(join(tmpdir(), 'tegami-test-'));
  const storage = await openSqliteStorage({ dataDir, ...options });
  const indexer = new Indexer(dataFiles(dataDir), storage.blobs);
  storage.bus.subscribe((event) => indexer.notice(event));
  context.after(async () => {
    indexer.close();
    await storage.close();
    rmSync(dataDir, { recursive: true, force: true });
  });
  const { id } = await addTestAccount(storage.store);
  return { ...storage, indexer, id };
}

async function appendBodies(
  { store }: Pick<Opened, 'store'>,
  id: AccountId,
  bodies: readonly string[],
): Promise<EmailId[]> {
  const inbox = await inboxOf(store, id);
  const ids: EmailId[] = [];
  for (const body of bodies) ids.push((await append(store, id, inbox.id, { body })).emailId);
  return ids;
}

/** After the events of what was awaited so far. */
async function catchUp({ indexer }: Opened): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  await indexer.catchUp();
}

/** The account's emails that the index holds. */
function indexedIds({ dataDir }: Pick<Opened, 'dataDir'>, accountId: AccountId): number[] {
  const reader = openIndexReader(dataFiles(dataDir).search);
  assert.ok(reader);
  const rows = reader.all('SELECT rowid FROM emails WHERE emails MATCH ?', `"${everyEmailToken(accountId)}"`);
  reader.close();
  return rows.map((row) => Number(row[0]));
}

function countOf({ dataDir }: Opened, table: string, accountId: AccountId): number {
  const reader = openIndexReader(dataFiles(dataDir).search);
  assert.ok(reader);
  const row = reader.get(`SELECT count(*) FROM ${table} WHERE account_id = ?`, accountId);
  reader.close();
  return Number(row?.[0]);
}

test('destroyed emails leave the index, and a removed account takes everything along', async (context) => {
  const opened = await openIndexed(context);
  const { store, id } = opened;
  const { id: hana } = await addTestAccount(store, 'hana@sample.com');
  const ids = await appendBodies(opened, id, ['one', 'two', 'three']);
  const hers = await appendBodies(opened, hana, ['four']);
  await catchUp(opened);
  assert.deepEqual(indexedIds(opened, id), ids);
  await store.destroyEmails(id, [ids[1]!]);
  await catchUp(opened);
  assert.deepEqual(indexedIds(opened, id), [ids[0], ids[2]]);
  await store.removeAccount(id);
  await catchUp(opened);
  assert.deepEqual(indexedIds(opened, id), []);
  for (const table of ['accounts', 'words', 'word_blocks'])
    assert.equal(countOf(opened, table, id), 0, table);
  assert.deepEqual(indexedIds(opened, hana), hers);
});

test('what was destroyed and forgotten while nobody indexed is found missing', async (context) => {
  const opened = await openIndexed(context, { tombstonesKept: 1 });
  const { store, id, dataDir, blobs } = opened;
  const ids = await appendBodies(opened, id, ['one', 'two', 'three', 'four']);
  await catchUp(opened);
  opened.indexer.close();
  for (const emailId of ids.slice(1)) await store.destroyEmails(id, [emailId]);
  await store.sweep(new Date());
  const later = new Indexer(dataFiles(dataDir), blobs);
  await later.catchUp();
  later.close();
  assert.deepEqual(indexedIds(opened, id), [ids[0]]);
});

test('an account is rebuilt while searches stay exact', async (context) => {
  const opened = await openIndexed(context);
  const { search, searchIndex, id, dataDir, indexer } = opened;
  const ids = await appendBodies(opened, id, ['apples', 'pears', 'apples too']);
  await catchUp(opened);
  new IndexRequests(dataFiles(dataDir).searchRequests).add(id);
  indexer.stop();
  await indexer.catchUp();
  assert.deepEqual(indexedIds(opened, id), []);
  assert.equal((await searchIndex.status()).pendingEmails, 3);
  assert.deepEqual(await search.match(id, ids, 'body', ['apples']), [ids[0], ids[2]]);
  await searchIndex.rebuild(id);
  assert.equal((await searchIndex.status()).pendingEmails, 0);
  assert.deepEqual(indexedIds(opened, id), ids);
  assert.deepEqual(await search.match(id, ids, 'body', ['apples']), [ids[0], ids[2]]);
});

test('a damaged index is noticed, searched around and made anew', async (context) => {
  const opened = await openIndexed(context);
  const { search, id, dataDir } = opened;
  const { search: path, searchRequests } = dataFiles(dataDir);
  const ids = await appendBodies(opened, id, ['apples', 'pears']);
  await catchUp(opened);
  opened.indexer.close();
  for (const suffix of ['-wal', '-shm']) rmSync(path + suffix, { force: true });
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(100_000, 'garbage'), 0, null, 0);
  closeSync(file);
  const requests = new IndexRequests(searchRequests);
  assert.deepEqual(await search.match(id, ids, 'body', ['pears']), [ids[1]]);
  assert.ok(requests.has('recreate'));
  const later = new Indexer(dataFiles(dataDir), opened.blobs);
  await later.catchUp();
  later.close();
  assert.ok(!requests.has('recreate'));
  assert.deepEqual(indexedIds(opened, id), ids);
  assert.deepEqual(await search.match(id, ids, 'body', ['pears']), [ids[1]]);
  rmSync(path);
  assert.deepEqual(await search.match(id, ids, 'body', ['apples']), [ids[0]]);
});

test('an index beside another database is made anew', async (context) => {
  const opened = await openIndexed(context);
  const { id, dataDir, blobs } = opened;
  const ids = await appendBodies(opened, id, ['apples', 'pears']);
  await catchUp(opened);
  opened.indexer.close();
  const other = await openIndexed(context);
  await appendBodies(other, other.id, ['cherries', 'plums', 'figs']);
  await catchUp(other);
  other.indexer.close();
  for (const later of [other, opened]) {
    const indexer = new Indexer({ ...dataFiles(dataDir), search: dataFiles(later.dataDir).search }, blobs);
    await indexer.catchUp();
    indexer.close();
    assert.deepEqual(indexedIds(later, id), ids);
  }
});

test('a body that cannot be read hinders no other, nor a search that needs none', async (context) => {
  const opened = await openIndexed(context, { segmentBytes: 1 });
  const { search, id, dataDir } = opened;
  const ids = await appendBodies(opened, id, ['apples', 'pears', 'cherries']);
  const segments = join(dataDir, 'segments');
  rmSync(join(segments, readdirSync(segments).toSorted()[1]!));
  assert.deepEqual(await search.match(id, ids, 'from', ['hana']), ids);
  await catchUp(opened);
  assert.deepEqual(indexedIds(opened, id), ids);
  assert.deepEqual(await search.match(id, ids, 'from', ['hana']), ids);
  assert.deepEqual(await search.match(id, ids, 'from', ['hana <hana@test.org>']), ids);
  assert.deepEqual(await search.match(id, [ids[0]!, ids[2]!], 'body', ['cherr']), [ids[2]]);
  await assert.rejects(search.match(id, ids, 'body', ['cherr']), { code: 'unavailable' });
});

test('a thread of its own indexes what comes, and rebuilds for whoever asks', async (context) => {
  const faults: Error[] = [];
  const opened = await openIndexed(context, {
    writer: 'thread',
    indexing: { onFault: (error) => faults.push(error) },
  });
  const { id, dataDir, search, searchIndex } = opened;
  opened.indexer.close();
  const ids = await appendBodies(opened, id, ['apples', 'pears', '会議']);
  await searchIndex.rebuild(null);
  const visitor = await attachSqliteStorage(dataDir);
  const seen: number[] = [];
  await visitor.searchIndex.rebuild(id, ({ pendingEmails }) => seen.push(pendingEmails));
  assert.equal((await visitor.searchIndex.status()).pendingEmails, 0);
  assert.deepEqual(indexedIds(opened, id), ids);
  assert.deepEqual(await search.match(id, ids, 'body', ['会議']), [ids[2]]);
  await visitor.close();
  assert.deepEqual(faults, []);
  assert.ok(existsSync(dataFiles(dataDir).search));
});
