import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { AccountId } from '../../model/ids.ts';
import { containerPath, type DataFiles } from '../data-files.ts';
import { FileReader } from '../file-reader.ts';
import type { NewBody } from '../sql/bodies.ts';
import type { Relocation } from '../sql/compaction.ts';
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
const COPY_BYTES = 4 * 1024 * 1024;

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
  await compactSegments(parts);
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

/**
 * Copies the live bodies out of every segment that is at most half alive and no longer written, points their rows at the
 * copies, then retires the segment. Each step is an ordinary group of the writer, so a crash anywhere leaves a valid store.
 */
async function compactSegments(parts: SweepParts): Promise<void> {
  const { reader, files } = parts;
  const containers = await reader.snapshot((sql) =>
    sql.all(`SELECT container, sum(size_bytes) FROM blobs WHERE container LIKE 's%' GROUP BY container`),
  );
  const live = new Map(containers.map((row) => [String(row[0]), Number(row[1])]));
  for (const container of await finishedSegments(files)) {
    const { size } = await stat(containerPath(files, container));
    if ((live.get(container) ?? 0) * 2 <= size) await compact(parts, container);
  }
}

/** All but the newest, which appends go to. */
async function finishedSegments(files: DataFiles): Promise<string[]> {
  const names = await readdir(files.segments);
  const numbers = names.map((name) => Number.parseInt(name, 10)).sort((a, b) => a - b);
  return numbers.slice(0, -1).map((number) => `s${number}`);
}

interface LiveBody {
  readonly blobId: number;
  readonly offset: number;
  readonly sizeBytes: number;
  readonly crc32: number;
}

/** A segment with a body that cannot be read as it was written stays as it is, for `verify` to name. */
async function compact({ reader, writer, files }: SweepParts, container: string): Promise<void> {
  const file = new FileReader();
  const path = containerPath(files, container);
  try {
    for (;;) {
      const batch = await liveBodies(reader, container);
      if (batch.length === 0) break;
      const bodies = await copyBodies(file, path, batch);
      if (!bodies) return;
      const relocations = batch.map(({ blobId }, index): Relocation => ({ blobId, index, from: container }));
      await writer.call('relocateBodies', [relocations], bodies);
    }
    await writer.call('retireContainer', [container]);
  } finally {
    file.close();
  }
}

async function copyBodies(
  file: FileReader,
  path: string,
  batch: readonly LiveBody[],
): Promise<NewBody[] | null> {
  const bodies: NewBody[] = [];
  for (const body of batch) {
    const bytes = await file.read(path, body.offset, body.sizeBytes).catch(() => null);
    if (!bytes || crc32(bytes) !== body.crc32) return null;
    bodies.push({
      pending: { kind: 'memory', bytes, sizeBytes: bytes.length },
      crc32: body.crc32,
      content: null,
    });
  }
  return bodies;
}

/** The next few megabytes of bodies still in the segment. */
function liveBodies(reader: Reader, container: string): Promise<LiveBody[]> {
  return reader.snapshot((sql) => {
    const batch: LiveBody[] = [];
    let bytes = 0;
    for (const row of sql.iterate(
      'SELECT id, start_offset, size_bytes, crc32 FROM blobs WHERE container = ? ORDER BY start_offset',
      container,
    )) {
      batch.push({
        blobId: Number(row[0]),
        offset: Number(row[1]),
        sizeBytes: Number(row[2]),
        crc32: Number(row[3]),
      });
      bytes += Number(row[2]);
      if (bytes >= COPY_BYTES) break;
    }
    return batch;
  });
}
