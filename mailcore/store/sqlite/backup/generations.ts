import { existsSync } from 'node:fs';
import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { MailError } from '../../../errors.ts';
import { syncDirectory } from '../../data-files.ts';
import { MANIFEST_FILE } from './manifest.ts';

const GENERATION = /^\d{8}T\d{6}Z(?:-\d+)?$/;
/** Folders of this name are unfinished or on their way out. */
const SCRATCH_PREFIX = '.partial-';

/** The names of the whole generations in a backup folder, oldest first. */
export async function listGenerations(directory: string): Promise<string[]> {
  if (!existsSync(directory)) return [];
  const names = await readdir(directory);
  return names
    .filter((name) => GENERATION.test(name) && existsSync(join(directory, name, MANIFEST_FILE)))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

/** The folder of a generation: the one named, or the newest. Throws `invalidArgument` when there is none. */
export async function findGeneration(directory: string, name?: string): Promise<string> {
  const names = await listGenerations(directory);
  const found = name === undefined ? names.at(-1) : names.find((one) => one === name);
  if (found !== undefined) return join(directory, found);
  const text = name === undefined ? `${directory} holds no backup` : `${directory} has no generation ${name}`;
  throw new MailError('invalidArgument', text);
}

/** A name that sorts behind all that are there. */
export function generationName(at: Date, taken: readonly string[]): string {
  const stamp = at
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(/[-:]/g, '');
  let name = stamp;
  for (let n = 2; taken.includes(name); n++) name = `${stamp}-${n}`;
  return name;
}

export function scratchPath(directory: string, name: string): string {
  return join(directory, `${SCRATCH_PREFIX}${name}`);
}

/** Removes what a backup that broke off left behind. */
export async function removeScratch(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    if (name.startsWith(SCRATCH_PREFIX)) await rm(join(directory, name), { recursive: true, force: true });
  }
}

/** Removes all but the newest `keep`; a crash leaves no half one that looks whole. Returns the names of those that went. */
export async function pruneGenerations(directory: string, keep: number): Promise<string[]> {
  const gone = (await listGenerations(directory)).slice(0, -keep);
  for (const name of gone) {
    const scratch = scratchPath(directory, name);
    await rename(join(directory, name), scratch);
    syncDirectory(directory);
    await rm(scratch, { recursive: true, force: true });
  }
  return gone;
}
