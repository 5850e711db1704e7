import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A medium that can be made to fail under a running server, and to work again. */
export interface Medium {
  readonly name: string;
  fail(): void;
  heal(): void;
}

/** Every write to a file fails from its second byte on, as on a medium that became read-only. setrlimit(2) RLIMIT_FSIZE */
export function writeLimit(pid: number): Medium {
  const limit = (bytes: string): void => {
    execFileSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:unlimited`]);
  };
  return { name: 'no file can be written', fail: () => limit('1'), heal: () => limit('unlimited') };
}

export interface SmallFileSystem {
  release(): void;
}

/** A file system of its own for `folder`, or null where nobody may mount one. Unmounted by `release`. */
export function mountSmall(folder: string, sizeBytes: number): SmallFileSystem | null {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeBytes},mode=700`, 'tmpfs', folder], {
      stdio: 'ignore',
    });
    return { release: () => execFileSync('umount', ['-l', folder]) };
  } catch {
    return null;
  }
}

/** Fills the file system of `folder` to its last byte. */
export function fullDisk(folder: string): Medium {
  const ballast = join(folder, 'ballast');
  const fill = (): void => {
    for (let bytes = 64 * 1024 * 1024; bytes >= 4096;) {
      try {
        writeFileSync(ballast, Buffer.alloc(bytes), { flag: 'a' });
      } catch {
        bytes /= 2;
      }
    }
  };
  return { name: 'the disk is full', fail: fill, heal: () => rmSync(ballast, { force: true }) };
}
