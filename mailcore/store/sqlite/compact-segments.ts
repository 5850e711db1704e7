import { readdir, stat } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
import { parseContainer } from '../containers.ts';
import { containerPath, type DataFiles } from '../data-files.ts';
import { FileReader } from '../file-reader.ts';
import { packBody, unpackBody } from '../packed-body.ts';
import type { NewBody } from '../sql/bodies.ts';
import type { Relocation } from '../sql/compaction.ts';
import type { Writer } from '../sql/writer.ts';
import type { Reader } from './reader.ts';
import { IN_SEGMENT, ofSegment, SEGMENT, STORED_BYTES } from './stored-places.ts';

export interface CompactionParts {
  readonly reader: Reader;
  readonly writer: Writer;
  readonly files: DataFiles;
}

const DAY_MS = 24 * 3_600_000;
const COPY_BYTES = 2 * 1024 * 1024;
const BYTES_PER_SECOND = 24 * 1024 * 1024;
/** Rests this many times as long as the last copy took: when others want the disk and the writer, copies take longer. */
const REST_SHARE = 3;
/** One sweep ends after so long; the next goes on. */
const MAX_MS = 30 * 60_000;

interface Segment {
  readonly number: number;
  readonly liveBytes: number;
  /** Bytes of bodies that nobody tried to compress yet. */
  readonly plainBytes: number;
}

/**
 * Copies the live bodies out of every segment that is at most half alive, or old and not compressed yet, and no longer written; compresses
 * them where the segment is old and it pays; points their rows at the copies, then retires the segment. Each step is an ordinary group of the
 * writer, so a crash anywhere leaves a valid store, and what was looked up before can still be read where it was.
 */
export async function compactSegments(parts: CompactionParts, now: Date): Promise<void> {
  const { compressAfterDays } = await parts.writer.call('writerSettings', []);
  const live = new Map((await liveSegments(parts.reader)).map((segment) => [segment.number, segment]));
  const until = performance.now() + MAX_MS;
  for (const number of await finishedSegments(parts.files)) {
    const { size, mtimeMs } = await stat(containerPath(parts.files, `s${number}`));
    const { liveBytes, plainBytes } = live.get(number) ?? { liveBytes: 0, plainBytes: 0 };
    const isOld = compressAfterDays > 0 && mtimeMs <= now.getTime() - compressAfterDays * DAY_MS;
    const isCompressible = isOld && plainBytes * 2 >= size;
    if (liveBytes * 2 <= size || isCompressible) await compact(parts, number, isOld);
    if (performance.now() > until) return;
  }
}

function liveSegments(reader: Reader): Promise<Segment[]> {
  return reader.snapshot((sql) =>
    sql
      .all(
        `SELECT ${SEGMENT} AS segment, sum(${STORED_BYTES}), sum(CASE WHEN container LIKE 's%' THEN size_bytes ELSE 0 END)
         FROM blobs WHERE ${IN_SEGMENT} GROUP BY segment`,
      )
      .map(([number, liveBytes, plainBytes]) => ({
        number: Number(number),
        liveBytes: Number(liveBytes),
        plainBytes: Number(plainBytes),
      })),
  );
}

/** All but the newest, which appends go to. */
async function finishedSegments(files: DataFiles): Promise<number[]> {
  const names = await readdir(files.segments);
  return names
    .map((name) => Number.parseInt(name, 10))
    .sort((a, b) => a - b)
    .slice(0, -1);
}

interface LiveBody {
  readonly blobId: number;
  readonly container: string;
  readonly offset: number;
  readonly sizeBytes: number;
  readonly crc32: number;
}

/** A segment with a body that cannot be read as it was written stays as it is, for `verify` to name. */
async function compact(
  { reader, writer, files }: CompactionParts,
  segment: number,
  isPacked: boolean,
): Promise<void> {
  const file = new FileReader();
  const path = containerPath(files, `s${segment}`);
  try {
    for (;;) {
      const startedAt = performance.now();
      const batch = await nextBodies(reader, segment);
      if (batch.length === 0) break;
      const copies = await copyBodies(file, path, batch, isPacked);
      if (!copies) return;
      await writer.call('relocateBodies', [copies.relocations], copies.bodies);
      await rest(performance.now() - startedAt, copies.bodies);
    }
    await writer.call('retireContainer', [`s${segment}`]);
  } finally {
    file.close();
  }
}

async function rest(tookMs: number, bodies: readonly NewBody[]): Promise<void> {
  const bytes = bodies.reduce((sum, { pending }) => sum + pending.sizeBytes, 0);
  await setTimeout(Math.max(tookMs * REST_SHARE, (bytes / BYTES_PER_SECOND) * 1_000));
}

interface Copies {
  readonly bodies: NewBody[];
  readonly relocations: Relocation[];
}

async function copyBodies(
  file: FileReader,
  path: string,
  batch: readonly LiveBody[],
  isPacked: boolean,
): Promise<Copies | null> {
  const copies: Copies = { bodies: [], relocations: [] };
  for (const [index, { blobId, container, offset, sizeBytes, crc32: expected }] of batch.entries()) {
    const storedBytes = parseContainer(container).storedBytes ?? sizeBytes;
    const stored = await file.read(path, offset, storedBytes).catch(() => null);
    const plain = stored && (await unpackBody(stored, sizeBytes).catch(() => null));
    if (!stored || !plain || crc32(plain) !== expected) return null;
    const wasPacked = container.startsWith('z');
    const bytes = isPacked && !wasPacked ? await packBody(plain) : stored;
    copies.bodies.push({
      pending: { kind: 'memory', bytes, sizeBytes: bytes.length },
      crc32: expected,
      content: null,
    });
    copies.relocations.push({ blobId, index, from: container, isPacked: isPacked || wasPacked });
  }
  return copies;
}

/** The next few megabytes of bodies still in the segment. */
function nextBodies(reader: Reader, segment: number): Promise<LiveBody[]> {
  return reader.snapshot((sql) => {
    const batch: LiveBody[] = [];
    let bytes = 0;
    for (const row of sql.iterate(
      `SELECT id, container, start_offset, size_bytes, crc32 FROM blobs WHERE ${ofSegment(segment)}`,
    )) {
      batch.push({
        blobId: Number(row[0]),
        container: String(row[1]),
        offset: Number(row[2]),
        sizeBytes: Number(row[3]),
        crc32: Number(row[4]),
      });
      bytes += Number(row[3]);
      if (bytes >= COPY_BYTES) break;
    }
    return batch;
  });
}
