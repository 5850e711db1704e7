import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { AccountId } from '../../model/ids.ts';
import { containerPath, type DataFiles } from '../data-files.ts';
import { compactSegments } from './compact-segments.ts';
import type { Reader } from './reader.ts';
import { sweepRetained } from '../sql/sweep-retained.ts';
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
  const expired = await parts.writer.call('sweepExpired', [now]);
  const tombstones = await sweepTombstones(parts);
  const retained = await sweepRetained(parts, now);
  const bodies = await sweepBodies(parts);
  await removeRetired(parts, now);
  await removeOrphans(parts, now);
  await compactSegments(parts, now);
  return { removedRows: expired + tombstones + retained + bodies.removedRows, freedBytes: bodies.freedBytes };
}

async function sweepTombstones({ reader, writer }: SweepParts): Promise<number> {
  const accounts = await reader.snapshot((sql) =>
    sql.all('SELECT account_id FROM tombstones GROUP BY account_id'),
  );
  let removed = 0;
  for (const [id] of accounts) removed += await writer.call('sweepTombstones', [Number(id) as AccountId]);
  return removed;
}

async function sweepBodies({
  writer,
  files,
}: SweepParts): Promise<{ removedRows: number; freedBytes: number }> {
  const total = { removedRows: 0, freedBytes: 0 };
  for (;;) {
    const { removedRows, freedBytes, freedFiles } = await writer.call('sweepBodies', [BODIES_PER_STEP]);
    for (const container of freedFiles) await rm(containerPath(files, container), { force: true });
    total.removedRows += removedRows;
    total.freedBytes += freedBytes;
    if (removedRows < BODIES_PER_STEP) return total;
  }
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
