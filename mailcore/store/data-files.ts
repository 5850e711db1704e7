import { closeSync, existsSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { MailError } from '../errors.ts';
import { parseContainer } from './containers.ts';

/** Where things lie below a data directory. */
export interface DataFiles {
  readonly directory: string;
  readonly database: string;
  readonly lock: string;
  readonly socket: string;
  readonly segments: string;
  readonly bodies: string;
  /** The full-text index; may be deleted while no server runs. */
  readonly search: string;
  /** What is asked of the writer of the index, a file each. */
  readonly searchRequests: string;
  /** There while a restore is under way, or after it broke off. */
  readonly restoring: string;
}

export function dataFiles(directory: string): DataFiles {
  return {
    directory,
    database: join(directory, 'tegami.sqlite'),
    lock: join(directory, 'owner.lock'),
    socket: join(directory, 'control.sock'),
    segments: join(directory, 'segments'),
    bodies: join(directory, 'bodies'),
    search: join(directory, 'search.db'),
    searchRequests: join(directory, 'search.requests'),
    restoring: join(directory, 'restore.unfinished'),
  };
}

/** Creates what is missing, readable by the owner alone. Throws `unavailable` where no directory can be made. */
export function createDataDirectories(files: DataFiles): void {
  try {
    for (const directory of [files.directory, files.segments, files.bodies]) makeDirectory(directory);
  } catch (cause) {
    throw new MailError('unavailable', 'The data directory cannot be made', { cause });
  }
}

/** Not `recursive`: that never returns where the parent exists but takes no directories, as in /proc. */
function makeDirectory(path: string): void {
  if (existsSync(path)) return;
  const parent = dirname(path);
  if (parent !== path) makeDirectory(parent);
  mkdirSync(path, { mode: 0o700 });
}

/** The path of a container named in a {@link BlobLocation}. */
export function containerPath(files: DataFiles, container: string): string {
  const { segment } = parseContainer(container);
  return segment === null ? join(files.bodies, container.slice(1)) : join(files.segments, `${segment}.seg`);
}

/** A new or removed directory entry survives a crash only when its directory is synced. */
export function syncDirectory(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
