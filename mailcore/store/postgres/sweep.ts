import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { sweepRows } from '../sql/sweep-rows.ts';
import type { Writer } from '../sql/writer.ts';
import type { PostgresReader } from './reader.ts';

interface SweepParts {
  readonly reader: PostgresReader;
  readonly writer: Writer;
  /** Where bodies being received wait. */
  readonly incoming: string;
}

/** A body in a file older than this was left by a process that died. */
const ORPHAN_MS = 24 * 3_600_000;
const BODIES_PER_STEP = 500;

/** In steps short enough for the writer to serve others in between. Nodes may sweep at the same time. */
export async function sweep(
  parts: SweepParts,
  now: Date,
): Promise<{ removedRows: number; freedBytes: number }> {
  const swept = await sweepRows(parts, now, { bodiesPerStep: BODIES_PER_STEP, freed: async () => undefined });
  await removeOrphans(parts, now);
  return swept;
}

async function removeOrphans({ incoming }: SweepParts, now: Date): Promise<void> {
  for (const name of await readdir(incoming)) {
    const path = join(incoming, name);
    const found = await stat(path).catch(() => null);
    if (found && found.mtimeMs <= now.getTime() - ORPHAN_MS) await rm(path, { force: true });
  }
}
