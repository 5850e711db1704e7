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

/** A tick of /proc/PID/stat: 100 a second on every Linux of today. proc(5), sysconf(3) _SC_CLK_TCK. */
const TICK_MS = 10;

/** Milliseconds of processor time that processes have used so far, with what their ended children used. proc(5). */
export function processorMs(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => {
    const file = `/proc/${pid}/stat`;
    if (!existsSync(file)) return sum;
    // utime, stime, cutime, cstime are the 14th to 17th field; the name in parentheses may hold spaces.
    const fields = readFileSync(file, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    const ticks = fields.slice(11, 15).reduce((total, field) => total + Number(field), 0);
    return sum + ticks * TICK_MS;
  }, 0);
}
