import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MailError } from '../../../errors.ts';

export const MANIFEST_FILE = 'manifest.json';
const FORMAT = 1;

/** What one generation of a backup holds. Written last: a folder without it is no backup. */
export interface BackupManifest {
  readonly format: number;
  /** Of the program that made it. */
  readonly program: string;
  /** Of the database in it. */
  readonly schemaVersion: number;
  readonly createdAt: string;
  readonly database: FileDigest;
  /** The first `sizeBytes` of each; what follows in the file belongs to later generations. */
  readonly segments: readonly FileDigest[];
  /** Bodies with a file of their own: their checksums are in the database. */
  readonly bodies: { readonly count: number; readonly sizeBytes: number };
}

export interface FileDigest {
  readonly name: string;
  readonly sizeBytes: number;
  readonly crc32: number;
}

export async function writeManifest(
  folder: string,
  manifest: Omit<BackupManifest, 'format'>,
): Promise<BackupManifest> {
  const whole: BackupManifest = { format: FORMAT, ...manifest };
  const options = { mode: 0o600, flush: true };
  await writeFile(join(folder, MANIFEST_FILE), `${JSON.stringify(whole, null, 2)}\n`, options);
  return whole;
}

/** Throws `invalidArgument` when the folder is no generation of a backup this program knows. */
export async function readManifest(folder: string): Promise<BackupManifest> {
  try {
    const manifest = JSON.parse(await readFile(join(folder, MANIFEST_FILE), 'utf8')) as BackupManifest;
    if (manifest.format === FORMAT) return manifest;
  } catch (cause) {
    throw new MailError('invalidArgument', `${folder} is not a whole backup`, { cause });
  }
  throw new MailError('invalidArgument', `${folder} is a backup of a newer program`);
}
