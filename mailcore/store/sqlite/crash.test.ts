import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { EmailId, ModSeq } from '../../model/ids.ts';
import { faults, inboxOf } from '../contract/fixtures.ts';
import type { Storage } from '../storage.ts';
import { CRASH_ADDRESSES, crashMessage } from './crash-load.ts';
import { openSqliteStorage } from './open.ts';

const PROGRAM = fileURLToPath(new URL('./crash-load.ts', import.meta.url));
const ROUNDS = 4;
const BATCH = 500;

test('after kill -9 under load every acknowledged message is there exactly once, with equal bytes', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'tegami-crash-'));
  try {
    const acknowledged = new Set<string>();
    for (let round = 1; round <= ROUNDS; round++) {
      for (const name of await loadAndKill(dataDir, round, 20 + Math.floor(Math.random() * 200)))
        acknowledged.add(name);
      const storage = await openSqliteStorage({ dataDir });
      assert.deepEqual(await faults(storage.store), []);
      for (const address of CRASH_ADDRESSES) await assertHolds(storage, address, acknowledged);
      await storage.close();
    }
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
});

/** Kills the load after about `count` acknowledgements; returns all it gave. */
async function loadAndKill(dataDir: string, round: number, count: number): Promise<string[]> {
  const child = spawn(process.execPath, [PROGRAM, dataDir, String(round)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const names: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    if (names.push(line) === count) child.kill('SIGKILL');
  }
  return names;
}

async function assertHolds(
  storage: Storage,
  address: string,
  acknowledged: ReadonlySet<string>,
): Promise<void> {
  const { store } = storage;
  const account = await store.findAccount(address);
  assert.ok(account);
  const { rows } = await store.readMailbox(account.id, (await inboxOf(store, account.id)).id, 0 as ModSeq);
  const ids = [...rows.emailIds] as EmailId[];
  const found = new Set<string>();
  for (let at = 0; at < ids.length; at += BATCH) {
    const contents = await store.getContents(account.id, ids.slice(at, at + BATCH));
    for (const { blob, content } of contents.values()) {
      const name = content.summary.subject ?? '';
      assert.equal(found.has(name), false, `${name} is there twice`);
      found.add(name);
      assert.ok(
        (await storage.blobs.read(blob.location)).equals(crashMessage(name)),
        `${name} has other bytes`,
      );
    }
  }
  assert.deepEqual(
    [...acknowledged].filter((name) => !found.has(name)),
    [],
  );
}
