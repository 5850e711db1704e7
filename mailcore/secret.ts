import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const SECRET_BYTES = 32;

/**
 * The installation's secret, made once in `data/secret` (mode 0600): keys what must look the same in every thread and after a
 * restart, such as the salts shown for names that do not exist.
 */
export function installationSecret(dataDir: string): Buffer {
  const file = join(dataDir, 'secret');
  return readSecret(file) ?? makeSecret(file);
}

function readSecret(file: string): Buffer | null {
  try {
    const secret = readFileSync(file);
    return secret.length === SECRET_BYTES ? secret : null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Two processes may come here at once: the link decides whose secret stands. */
function makeSecret(file: string): Buffer {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, randomBytes(SECRET_BYTES), { mode: 0o600 });
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
  return readFileSync(file);
}
