import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Bytes that the files below `folder` take on disk. */
export function diskBytes(folder: string): number {
  let total = 0;
  for (const entry of readdirSync(folder, { recursive: true })) {
    const { blocks } = statSync(join(folder, String(entry)), { throwIfNoEntry: false }) ?? { blocks: 0 };
    total += blocks * 512;
  }
  return total;
}

/** Resident memory of processes in bytes, shared pages counted for each; one that has ended counts nothing. */
export function residentBytes(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => {
    const file = `/proc/${pid}/status`;
    const status = existsSync(file) ? readFileSync(file, 'utf8') : '';
    return sum + Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
  }, 0);
}
