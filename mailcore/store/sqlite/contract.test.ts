import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OpenedStorage, StorageAdapter } from '../contract/harness.ts';
import { storageContract } from '../contract/index.ts';
import { type OpenOptions, openSqliteStorage } from './open.ts';

storageContract({
  name: ':memory:',
  open: async (options) => {
    const storage = await openSqliteStorage({ ...options, dataDir: ':memory:' });
    return { storage, reopen: null, dispose: () => storage.close() };
  },
});
storageContract(fileAdapter('inline'));
storageContract(fileAdapter('thread'));

function fileAdapter(writer: 'inline' | 'thread'): StorageAdapter {
  return {
    name: `a directory, writer ${writer}`,
    open: (options) =>
      openDirectory({ ...options, writer, dataDir: mkdtempSync(join(tmpdir(), 'tegami-test-')) }),
  };
}

async function openDirectory(options: OpenOptions): Promise<OpenedStorage> {
  let current = await openSqliteStorage(options);
  return {
    get storage() {
      return current;
    },
    reopen: async () => {
      await current.close();
      current = await openSqliteStorage(options);
      return current;
    },
    dispose: async () => {
      await current.close();
      rmSync(options.dataDir, { recursive: true, force: true });
    },
  };
}
