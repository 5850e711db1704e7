import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const alive = new Set<string>();

/** A directory that lives at most as long as the process. */
export function makeTemporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'tegami-'));
  if (alive.size === 0) process.once('exit', removeAll);
  alive.add(directory);
  return directory;
}

export function removeTemporaryDirectory(directory: string): void {
  alive.delete(directory);
  if (alive.size === 0) process.off('exit', removeAll);
  rmSync(directory, { recursive: true, force: true });
}

function removeAll(): void {
  for (const directory of alive) rmSync(directory, { recursive: true, force: true });
}
