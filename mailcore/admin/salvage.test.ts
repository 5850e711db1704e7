import assert from 'node:assert/strict';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { addTestAccount, append, inboxOf } from '../store/contract/fixtures.ts';
import { dataFiles } from '../store/data-files.ts';
import { Connection } from '../store/sqlite/driver.ts';
import { openSqliteStorage } from '../store/sqlite/open.ts';
import { openSalvage } from '../store/sqlite/salvage/open-salvage.ts';
import { exportMbox } from './mbox.ts';
import { salvageSource, type SkippedEmail } from './salvage-source.ts';

const COUNT = 300;
const PAGE_BYTES = 4_096;

/** A closed store with many messages in one inbox. */
async function storeWithMail(context: TestContext): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'tegami-test-'));
  context.after(() => rmSync(folder, { recursive: true }));
  const { store, close } = await openSqliteStorage({ dataDir: join(folder, 'data') });
  const { id } = await addTestAccount(store);
  const inbox = await inboxOf(store, id);
  for (let n = 1; n <= COUNT; n++) {
    await append(store, id, inbox.id, { headers: [`Subject: number ${n}`], body: 'x'.repeat(100) });
  }
  await close();
  return folder;
}

async function exportSalvaged(folder: string): Promise<{ subjects: number; skipped: SkippedEmail[] }> {
  const skipped: SkippedEmail[] = [];
  const salvage = openSalvage(join(folder, 'data'));
  const source = salvageSource(salvage, 'tomo@sample.com', (email) => skipped.push(email));
  const exported = await exportMbox(source, join(folder, 'out'));
  await salvage.close();
  const files = ['Inbox', 'Recovered mail'].map((name) =>
    readFileSync(join(folder, 'out', `${name}.mbox`), 'utf8'),
  );
  const subjects = new Set(files.join('').match(/^Subject: number \d+$/gm));
  assert.equal(subjects.size, exported);
  return { subjects: subjects.size, skipped };
}

/** Overwrites a page in the middle of the leaves of a table or an index. */
function overwriteLeaf(database: string, name: string): void {
  const connection = new Connection(database);
  connection.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  const [root] = connection.get('SELECT rootpage FROM sqlite_schema WHERE name = ?', name) ?? [];
  connection.close();
  const bytes = readFileSync(database);
  const rootAt = (Number(root) - 1) * PAGE_BYTES;
  // Of an interior page, the child before the first cell: https://sqlite.org/fileformat2.html#b_tree_pages
  const firstCell = rootAt + bytes.readUInt16BE(rootAt + 12);
  const child = bytes.readUInt32BE(firstCell);
  const file = openSync(database, 'r+');
  writeSync(file, Buffer.alloc(PAGE_BYTES, 0xa5), 0, PAGE_BYTES, (child - 1) * PAGE_BYTES);
  closeSync(file);
}

for (const table of ['emails', 'memberships', 'blobs', 'emails_blob', 'memberships_email', 'emails_modseq']) {
  test(`with a page of ${table} overwritten every message is salvaged`, async (context) => {
    const folder = await storeWithMail(context);
    overwriteLeaf(dataFiles(join(folder, 'data')).database, table);
    assert.deepEqual(await exportSalvaged(folder), { subjects: COUNT, skipped: [] });
  });
}

test('messages whose bytes are damaged are skipped and listed', async (context) => {
  const folder = await storeWithMail(context);
  const segment = join(dataFiles(join(folder, 'data')).segments, '1.seg');
  const file = openSync(segment, 'r+');
  writeSync(file, 'Z', Math.floor(statSync(segment).size / 2));
  closeSync(file);
  const { subjects, skipped } = await exportSalvaged(folder);
  assert.equal(subjects, COUNT - 1);
  assert.equal(skipped.length, 1);
  assert.equal(skipped[0]?.mailbox, 'Inbox');
  assert.match(skipped[0]?.reason ?? '', /^body \d+: its bytes are damaged/);
});

test('an address nobody can read is refused', async (context) => {
  const folder = await storeWithMail(context);
  const salvage = openSalvage(join(folder, 'data'));
  context.after(() => salvage.close());
  assert.throws(() => salvageSource(salvage, 'hana@sample.com', () => undefined), {
    code: 'accountNotFound',
  });
});
