import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { startPostgresCluster } from '../../testing/postgres-cluster.ts';
import { storageContract } from '../contract/index.ts';
import { openPostgresStorage } from './open.ts';

const cluster = await startPostgresCluster();
after(() => cluster[Symbol.asyncDispose]());

storageContract({
  name: 'PostgreSQL',
  open: async (options) => {
    const dataDir = mkdtempSync(join(tmpdir(), 'tegami-test-'));
    const url = await cluster.createDatabase();
    const open = () => openPostgresStorage({ ...options, url, dataDir });
    let current = await open();
    return {
      get storage() {
        return current;
      },
      reopen: async () => {
        await current.close();
        current = await open();
        return current;
      },
      dispose: async () => {
        await current.close();
        rmSync(dataDir, { recursive: true });
      },
    };
  },
});
