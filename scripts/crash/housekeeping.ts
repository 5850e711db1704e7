import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import {
  openReadOnlyStorage,
  restoreAll,
  findGeneration,
  listGenerations,
  takeBackup,
  verifyStore,
  type Store,
} from '../../mailcore/index.ts';
import { attachSqliteStorage } from '../../mailcore/store/sqlite/attach.ts';

const PAUSE_MS = 50;
const KEPT = 2;
const OLD_MS = 40 * 24 * 3_600_000;

/** Sweeps, compacts and compresses a running server's data without end, until the server is gone: then it rejects. */
export function sweepUntilCut(dataDir: string): Promise<never> {
  return repeatUntilCut(dataDir, async (store) => {
    ageSegments(join(dataDir, 'segments'));
    await store.sweep(new Date());
  });
}

/** Backs up a running server's data without end, until the server is gone: then it rejects. */
export function backUpUntilCut(
  dataDir: string,
  directory: string,
  counts: { backups: number },
): Promise<never> {
  return repeatUntilCut(dataDir, async (store) => {
    const limits = { keep: KEPT, bytesPerSecond: Infinity, program: 'test' };
    await takeBackup(store, { dataDir, directory, ...limits });
    counts.backups += 1;
  });
}

async function repeatUntilCut(dataDir: string, work: (store: Store) => Promise<void>): Promise<never> {
  const { store, close } = await attachSqliteStorage(dataDir);
  try {
    for (;;) {
      await work(store);
      await setTimeout(PAUSE_MS);
    }
  } finally {
    await close().catch(() => undefined);
  }
}

/** Makes all segments but the newest old enough to be compressed. */
function ageSegments(folder: string): void {
  const numbers = readdirSync(folder).map((name) => Number.parseInt(name, 10));
  const at = new Date(Date.now() - OLD_MS);
  for (const number of numbers.sort((a, b) => a - b).slice(0, -1)) {
    const path = join(folder, `${number}.seg`);
    // One that was retired meanwhile is gone.
    if (existsSync(path)) utimesSync(path, at, at);
  }
}

/** Restores the newest generation, if there is one, and says what is wrong with it. */
export async function checkBackup(directory: string): Promise<string[]> {
  if ((await listGenerations(directory)).length === 0) return [];
  const folder = mkdtempSync(join(tmpdir(), 'tegami-restore-'));
  const dataDir = join(folder, 'data');
  try {
    await restoreAll({ generation: await findGeneration(directory), dataDir });
    const storage = openReadOnlyStorage(dataDir);
    const faults: string[] = [];
    await verifyStore(storage.store, ({ fault }) => faults.push(`backup: ${fault}`));
    await storage.close();
    if (existsSync(join(dataDir, 'restore.unfinished'))) faults.push('backup: the restore is unfinished');
    return faults;
  } catch (error) {
    return [`backup: the newest generation cannot be restored: ${String(error)}`];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
