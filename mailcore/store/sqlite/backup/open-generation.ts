import { mkdtempSync, rmSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataFiles } from '../../data-files.ts';
import { migrate, MIGRATIONS } from '../../migrations/migrate.ts';
import type { Storage } from '../../storage.ts';
import { Connection } from '../driver.ts';
import { openReadOnlyStorage } from '../read-only.ts';
import { readManifest } from './manifest.ts';

/** Reads a generation of a backup where it stands. One of an older program is read through a copy of its database. */
export async function openGeneration(folder: string): Promise<Storage> {
  const { schemaVersion } = await readManifest(folder);
  const files = dataFiles(folder);
  if (schemaVersion === MIGRATIONS.length) return openReadOnlyStorage(files);
  const scratch = mkdtempSync(join(tmpdir(), 'tegami-generation-'));
  const database = join(scratch, 'tegami.sqlite');
  await copyFile(files.database, database);
  const connection = new Connection(database, { durable: false });
  migrate(connection, database);
  connection.close();
  const storage = openReadOnlyStorage({ ...files, database });
  return {
    ...storage,
    close: async () => {
      await storage.close();
      rmSync(scratch, { recursive: true, force: true });
    },
  };
}
