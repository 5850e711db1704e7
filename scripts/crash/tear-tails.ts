import {
  closeSync,
  existsSync,
  ftruncateSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parseContainer } from '../../mailcore/store/containers.ts';

const WAL_HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
const MAX_GARBAGE_BYTES = 20_000;

/**
 * Does to the data of a killed server what a power cut may: of every file, whatever was not synced is cut or garbled. What a committed row
 * names was synced before it, and of the log of the database everything up to its last commit.
 */
export function tearTails(dataDir: string, random: () => number): void {
  const database = join(dataDir, 'tegami.sqlite');
  const log = `${database}-wal`;
  if (existsSync(log)) tear(log, lastCommitEnd(log), random);
  const ends = namedEnds(database);
  for (const name of readdirSync(join(dataDir, 'segments'))) {
    tear(join(dataDir, 'segments', name), ends.get(`s${Number.parseInt(name, 10)}`) ?? 0, random);
  }
  for (const name of readdirSync(join(dataDir, 'bodies'))) {
    if (!ends.has(`f${name}`)) tear(join(dataDir, 'bodies', name), 0, random);
  }
}

/** Where the last body that a row names ends, by container. */
function namedEnds(database: string): Map<string, number> {
  const connection = new DatabaseSync(database);
  try {
    const rows = connection.prepare('SELECT container, start_offset, size_bytes FROM blobs').all();
    const ends = new Map<string, number>();
    for (const { container, start_offset: offset, size_bytes: sizeBytes } of rows) {
      const { segment, storedBytes } = parseContainer(String(container));
      const name = segment === null ? String(container) : `s${segment}`;
      ends.set(name, Math.max(ends.get(name) ?? 0, Number(offset) + (storedBytes ?? Number(sizeBytes))));
    }
    return ends;
  } finally {
    connection.close();
  }
}

/** Frames of the current log have its salts; one that commits says how large the database is. https://sqlite.org/fileformat2.html#wal_format */
function lastCommitEnd(path: string): number {
  const bytes = readFileSync(path);
  if (bytes.length < WAL_HEADER_BYTES) return 0;
  const frameBytes = FRAME_HEADER_BYTES + bytes.readUInt32BE(8);
  const salts = bytes.subarray(16, 24);
  let end = WAL_HEADER_BYTES;
  for (let at = WAL_HEADER_BYTES; at + frameBytes <= bytes.length; at += frameBytes) {
    if (!bytes.subarray(at + 8, at + 16).equals(salts)) break;
    if (bytes.readUInt32BE(at + 4) !== 0) end = at + frameBytes;
  }
  return end;
}

/** Cuts the file anywhere behind `syncedBytes`, or writes nonsense there. */
function tear(path: string, syncedBytes: number, random: () => number): void {
  const { size } = statSync(path);
  const file = openSync(path, 'r+');
  try {
    if (random() < 0.5)
      ftruncateSync(file, syncedBytes + Math.floor(random() * Math.max(0, size - syncedBytes)));
    else writeSync(file, garbage(random), 0, null, syncedBytes);
  } finally {
    closeSync(file);
  }
}

function garbage(random: () => number): Buffer {
  return Buffer.from(Array.from({ length: Math.floor(random() * MAX_GARBAGE_BYTES) }, () => random() * 256));
}
