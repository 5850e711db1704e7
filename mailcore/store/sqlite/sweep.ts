import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { containerPath, type DataFiles } from '../data-files.ts';
import { compactSegments } from './compact-segments.ts';
import type { Reader } from './reader.ts';
import { sweepRows } from '../sql/sweep-rows.ts';
import type { Writer } from '../sql/writer.ts';

interface SweepParts {
  readonly reader: Reader;
  readonly writer: Writer;
  readonly files: DataFiles;
}

/** A location may be in use this long after it was looked up; only then a retired segment's file goes. */
const RETIRE_MS = 3_600_000;
/** A body whose file is older than this and has no row was abandoned by a crash. */
const ORPHAN_MS = 24 * 3_600_000;
const BODIES_PER_STEP = 1_000;

/** In steps short enough for the writer to serve others in between. */
export async function sweep(
  parts: SweepParts,
  now: Date,
): Promise<{ removedRows: number; freedBytes: number }> {
  const swept = await sweepRows(parts, now, {
    bodiesPerStep: BODIES_PER_STEP,
    freed: (container) => rm(containerPath(parts.files, container), { force: true }),
  });
  await removeRetired(parts, now);
  await removeOrphans(parts, now);
  await compactSegments(parts, now);
  return swept;
}

async function removeRetired({ writer, files }: SweepParts, now: Date): Promise<void> {
  const retired = await writer.call('removeRetired', [new Date(now.getTime() - RETIRE_MS)]);
  for (const container of retired) await rm(containerPath(files, container), { force: true });
}

async function removeOrphans({ reader, files }: SweepParts, now: Date): Promise<void> {
  for (const name of await readdir(files.bodies)) {
    const path = join(files.bodies, name);
    const { mtimeMs } = await stat(path);
    if (mtimeMs > now.getTime() - ORPHAN_MS) continue;
    const row = await reader.snapshot((sql) =>
      sql.get('SELECT 1 FROM blobs WHERE container = ?', `f${name}`),
    );
    if (!row) await rm(path, { force: true });
  }
}
