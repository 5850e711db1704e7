import { existsSync } from 'node:fs';
import { cp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MailError } from '../../../errors.ts';
import { containerPath, createDataDirectories, dataFiles, syncDirectory } from '../../data-files.ts';
import { migrate } from '../../migrations/migrate.ts';
import { Connection } from '../driver.ts';
import { acquireOwnership } from '../ownership.ts';
import { Copier } from './copier.ts';
import { type FileDigest, readManifest } from './manifest.ts';
import { beginEpoch } from './new-epoch.ts';
import { readExtents } from './stored-extents.ts';

export interface RestoreOptions {
  /** Folder of the generation. */
  readonly generation: string;
  /** Holds no mail yet, or what a restore that broke off left behind. */
  readonly dataDir: string;
  readonly clock?: () => Date;
  readonly onProgress?: (progress: { readonly copiedBytes: number }) => void;
}

const OTHER_FILES = ['secret', 'tls'];

/**
 * Brings a whole backup into an empty data directory. The database appears last, so a restore that breaks off leaves nothing that looks like
 * a mail system; run it again. Verify the storage afterwards. Throws `alreadyExists` when there is mail, `unavailable` when a file of the
 * backup is damaged.
 */
export async function restoreAll(options: RestoreOptions): Promise<void> {
  const { generation, dataDir, clock = () => new Date() } = options;
  const manifest = await readManifest(generation);
  const [from, to] = [dataFiles(generation), dataFiles(dataDir)];
  await requireEmpty(dataDir, to.restoring);
  createDataDirectories(to);
  const ownership = acquireOwnership(to.lock);
  try {
    await writeFile(to.restoring, '', { flush: true });
    syncDirectory(dataDir);
    let copiedBytes = 0;
    const copier = new Copier(Infinity, (count) =>
      options.onProgress?.({ copiedBytes: (copiedBytes += count) }),
    );
    const copy = async (
      source: string,
      target: string,
      { name, sizeBytes, crc32 }: FileDigest,
    ): Promise<void> => {
      if ((await copier.copy(source, target, 0, sizeBytes)) !== crc32)
        throw new MailError('unavailable', `The backup is damaged: checksum of ${name} differs`);
    };
    for (const one of manifest.segments) {
      await copy(containerPath(from, one.name), containerPath(to, one.name), one);
    }
    const draft = `${to.database}.restoring`;
    await copy(from.database, draft, manifest.database);
    for (const { container, sizeBytes } of readExtents(draft).bodies) {
      await copier.copy(containerPath(from, container), containerPath(to, container), 0, sizeBytes);
    }
    for (const name of OTHER_FILES) {
      const source = join(generation, name);
      if (existsSync(source)) await cp(source, join(dataDir, name), { recursive: true });
    }
    prepareDatabase(draft, clock());
    for (const path of [to.segments, to.bodies, dataDir]) syncDirectory(path);
    await rename(draft, to.database);
    await rm(to.restoring);
    syncDirectory(dataDir);
  } finally {
    ownership.release();
  }
}

/** Brought to this program's schema and closed, so that the one file holds everything. */
function prepareDatabase(path: string, now: Date): void {
  const connection = new Connection(path);
  try {
    migrate(connection, path);
    beginEpoch(connection, now);
    connection.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  } finally {
    connection.close();
  }
}

/** What a server that never ran may have left: its certificate and its lock. */
const HARMLESS: ReadonlySet<string> = new Set([
  'tls',
  'secret',
  'owner.lock',
  'control.sock',
  'segments',
  'bodies',
]);

async function requireEmpty(dataDir: string, restoring: string): Promise<void> {
  if (!existsSync(dataDir) || existsSync(restoring)) return;
  const names = await readdir(dataDir);
  const inside = await Promise.all(
    ['segments', 'bodies'].filter((name) => names.includes(name)).map((name) => readdir(join(dataDir, name))),
  );
  if (names.every((name) => HARMLESS.has(name)) && inside.flat().length === 0) return;
  throw new MailError('alreadyExists', `${dataDir} is not empty`);
}
