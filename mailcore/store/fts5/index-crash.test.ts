import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { EmailId } from '../../model/ids.ts';
import { dataFiles } from '../data-files.ts';
import { ScanSearch } from '../scan-search.ts';
import { openSqliteStorage, type OwnedStorage } from '../sqlite/open.ts';
import { openIndexDatabase } from './index-database.ts';
import { INDEX_CRASH_ADDRESS } from './index-crash-load.ts';
import { IndexWriter } from './index-writer.ts';
import { Indexer } from './indexer.ts';

const PROGRAM = fileURLToPath(new URL('./index-crash-load.ts', import.meta.url));
const ROUNDS = 3;
const TERMS = ['round1', 'w17x', 'w49', '会議', '議3', 'w1x w2x', 'absent'];

test('after kill -9 in the middle the index is sound, searches are exact, and it catches up', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'tegami-crash-'));
  try {
    for (let round = 1; round <= ROUNDS; round++) {
      await loadAndKill(dataDir, round, 100 + Math.floor(Math.random() * 300));
      const storage = await openSqliteStorage({ dataDir });
      await assertExact(storage);
      const indexer = new Indexer(dataFiles(dataDir), storage.blobs);
      await indexer.catchUp();
      indexer.close();
      await assertExact(storage);
      await assertComplete(storage);
      await storage.close();
    }
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
});

async function loadAndKill(dataDir: string, round: number, count: number): Promise<void> {
  const child = spawn(process.execPath, [PROGRAM, dataDir, String(round)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let lines = 0;
  for await (const _ of createInterface({ input: child.stdout }))
    if (++lines === count) child.kill('SIGKILL');
  assert.ok(lines >= count);
}

async function emailIds({ store }: OwnedStorage) {
  const account = await store.findAccount(INDEX_CRASH_ADDRESS);
  assert.ok(account);
  const { rows } = await store.readAllEmails(account.id);
  return { accountId: account.id, ids: [...rows.emailIds] as EmailId[] };
}

async function assertExact(storage: OwnedStorage): Promise<void> {
  const scan = new ScanSearch(storage.store, storage.blobs);
  const { accountId, ids } = await emailIds(storage);
  for (const term of TERMS)
    assert.deepEqual(
      await storage.search.match(accountId, ids, 'body', [term]),
      await scan.match(accountId, ids, 'body', [term]),
      term,
    );
}

async function assertComplete(storage: OwnedStorage): Promise<void> {
  assert.equal((await storage.searchIndex.status()).pendingEmails, 0);
  const connection = openIndexDatabase(dataFiles(storage.dataDir).search);
  connection.exec(`INSERT INTO emails (emails) VALUES ('integrity-check')`);
  const { accountId, ids } = await emailIds(storage);
  assert.deepEqual(new IndexWriter(connection).emailIds(accountId), ids);
  connection.close();
}
