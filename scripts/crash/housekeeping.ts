import { existsSync, mkdtempSync, rmSync } from 'node:fs';
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
} from '../../mailcore/index.ts';
import { attachSqliteStorage } from '../../mailcore/store/sqlite/attach.ts';

const PAUSE_MS = 50;
const KEPT = 2;

/** Sweeps, compacts and backs up a running server's data without end, until the server is gone: then it rejects. */
export async function keepHouse(
  dataDir: string,
  directory: string,
  counts: { backups: number },
): Promise<never> {
  const { store, close } = await attachSqliteStorage(dataDir);
  try {
    for (;;) {
      await store.sweep(new Date());
      const limits = { keep: KEPT, bytesPerSecond: Infinity, program: 'test' };
      await takeBackup(store, { dataDir, directory, ...limits });
      counts.backups += 1;
      await setTimeout(PAUSE_MS);
    }
  } finally {
    await close().catch(() => undefined);
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
