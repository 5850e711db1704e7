import { existsSync } from 'node:fs';
import { cp, mkdir, open, rename } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { MailError } from '../../../errors.ts';
import { containerPath, type DataFiles, dataFiles, syncDirectory } from '../../data-files.ts';
import type { Store } from '../../store.ts';
import { Connection } from '../driver.ts';
import { acquireOwnership } from '../ownership.ts';
import { BodyHold } from './body-hold.ts';
import { Copier, tryLink } from './copier.ts';
import {
  generationName,
  listGenerations,
  pruneGenerations,
  removeScratch,
  scratchPath,
} from './generations.ts';
import { type BackupManifest, type FileDigest, readManifest, writeManifest } from './manifest.ts';
import { readExtents } from './stored-extents.ts';

export interface BackupOptions {
  readonly dataDir: string;
  /** Where the generations stand, each a folder of its own. Made when missing; must lie outside the data directory. */
  readonly directory: string;
  /** How many generations stay. */
  readonly keep: number;
  readonly bytesPerSecond: number;
  /** Version of this program, for the manifest. */
  readonly program: string;
  readonly clock?: () => Date;
  readonly onProgress?: (progress: { readonly copiedBytes: number }) => void;
}

export interface BackupResult {
  readonly generation: string;
  readonly manifest: BackupManifest;
  readonly copiedBytes: number;
  readonly removed: readonly string[];
}

/** Beside the mail: the installation's secret and its certificate. */
const OTHER_FILES = ['secret', 'tls'];

/**
 * Backs up a data directory, whether its server runs or not: one snapshot of the database, then every body it names. A file the generation
 * before has too is linked, and of a segment that grew only the new bytes are copied. The generation appears under its name when all of it
 * is on disk. Throws `inUse` while another backup to the same folder runs.
 */
export async function takeBackup(store: Store, options: BackupOptions): Promise<BackupResult> {
  const { dataDir, directory, keep, clock = () => new Date() } = options;
  requireApart(dataDir, directory);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const lock = acquireOwnership(join(directory, 'backup.lock'));
  try {
    await removeScratch(directory);
    const generation = await new Generation(store, options, clock()).take();
    const removed = await pruneGenerations(directory, keep);
    return { ...generation, removed };
  } finally {
    lock.release();
  }
}

function requireApart(dataDir: string, directory: string): void {
  const [data, backup] = [resolve(dataDir) + sep, resolve(directory) + sep];
  if (data.startsWith(backup) || backup.startsWith(data)) {
    throw new MailError('invalidArgument', 'A backup needs a folder apart from the data directory');
  }
}

interface Predecessor {
  readonly files: DataFiles;
  readonly segments: ReadonlyMap<string, FileDigest>;
  /** The segment that was written to at the time. */
  readonly newest: string | undefined;
}

class Generation {
  readonly #store: Store;
  readonly #options: BackupOptions;
  readonly #now: Date;
  readonly #source: DataFiles;
  readonly #copier: Copier;
  /** Reads at the same rate, and counts nothing. */
  readonly #checker: Copier;
  #copiedBytes = 0;

  constructor(store: Store, options: BackupOptions, now: Date) {
    this.#store = store;
    this.#options = options;
    this.#now = now;
    this.#source = dataFiles(options.dataDir);
    this.#checker = new Copier(options.bytesPerSecond);
    this.#copier = new Copier(options.bytesPerSecond, (count) => {
      this.#copiedBytes += count;
      options.onProgress?.({ copiedBytes: this.#copiedBytes });
    });
  }

  async take(): Promise<Omit<BackupResult, 'removed'>> {
    const { directory } = this.#options;
    const before = await listGenerations(directory);
    const name = generationName(this.#now, before);
    const target = dataFiles(scratchPath(directory, name));
    for (const path of [target.directory, target.segments, target.bodies]) await mkdir(path, { mode: 0o700 });
    await using hold = await BodyHold.take(this.#store);
    const manifest = await this.#fill(target, await this.#predecessor(before.at(-1)));
    hold.requireHeld();
    for (const path of [target.segments, target.bodies, target.directory]) syncDirectory(path);
    await rename(target.directory, join(directory, name));
    syncDirectory(directory);
    return { generation: name, manifest, copiedBytes: this.#copiedBytes };
  }

  async #fill(target: DataFiles, before: Predecessor | null): Promise<BackupManifest> {
    const database = await this.#copyDatabase(target);
    const { segments, bodies, schemaVersion } = readExtents(target.database);
    const digests: FileDigest[] = [];
    for (const { container, sizeBytes } of segments) {
      digests.push({
        name: container,
        sizeBytes,
        crc32: await this.#copySegment(container, sizeBytes, target, before),
      });
    }
    for (const { container, sizeBytes } of bodies) await this.#copyBody(container, sizeBytes, target, before);
    await this.#copyOthers(target);
    return writeManifest(target.directory, {
      program: this.#options.program,
      schemaVersion,
      createdAt: this.#now.toISOString(),
      database,
      segments: digests,
      bodies: { count: bodies.length, sizeBytes: bodies.reduce((sum, body) => sum + body.sizeBytes, 0) },
    });
  }

  async #copyDatabase(target: DataFiles): Promise<FileDigest> {
    const connection = new Connection(this.#source.database, { readOnly: true });
    try {
      connection.exec(`VACUUM INTO '${target.database.replaceAll("'", "''")}'`);
    } finally {
      connection.close();
    }
    await using file = await open(target.database, 'r+');
    await file.chmod(0o600);
    await file.sync();
    const { size } = await file.stat();
    this.#copiedBytes += size;
    return {
      name: 'tegami.sqlite',
      sizeBytes: size,
      crc32: await new Copier(Infinity).checksum(target.database, size),
    };
  }

  async #copySegment(
    container: string,
    sizeBytes: number,
    target: DataFiles,
    before: Predecessor | null,
  ): Promise<number> {
    const [from, to] = [containerPath(this.#source, container), containerPath(target, container)];
    const known = before?.segments.get(container);
    if (!before || !known || sizeBytes < known.sizeBytes) return this.#copier.copy(from, to, 0, sizeBytes);
    // A segment that nobody writes to any more has the bytes it had.
    const isClosed = sizeBytes === known.sizeBytes && container !== before.newest;
    const isSame = isClosed || (await this.#checker.checksum(from, known.sizeBytes)) === known.crc32;
    if (!isSame || !(await tryLink(containerPath(before.files, container), to))) {
      return this.#copier.copy(from, to, 0, sizeBytes);
    }
    if (sizeBytes === known.sizeBytes) return known.crc32;
    return this.#copier.copy(from, to, known.sizeBytes, sizeBytes, known.crc32);
  }

  async #copyBody(
    container: string,
    sizeBytes: number,
    target: DataFiles,
    before: Predecessor | null,
  ): Promise<void> {
    const to = containerPath(target, container);
    if (before && (await tryLink(containerPath(before.files, container), to))) return;
    await this.#copier.copy(containerPath(this.#source, container), to, 0, sizeBytes);
  }

  async #copyOthers(target: DataFiles): Promise<void> {
    for (const name of OTHER_FILES) {
      const source = join(this.#source.directory, name);
      if (existsSync(source)) await cp(source, join(target.directory, name), { recursive: true });
    }
  }

  async #predecessor(name: string | undefined): Promise<Predecessor | null> {
    if (name === undefined) return null;
    const folder = join(this.#options.directory, name);
    const { segments } = await readManifest(folder);
    const files = dataFiles(folder);
    const newest = segments
      .toSorted((a, b) => Number(a.name.slice(1)) - Number(b.name.slice(1)))
      .at(-1)?.name;
    return { files, segments: new Map(segments.map((one) => [one.name, one])), newest };
  }
}
