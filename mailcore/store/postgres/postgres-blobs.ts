import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { BlobLocation, Blobs, BlobWriter, PendingBlob } from '../blobs.ts';
import { BodyWriter, type MemoryBudget } from '../body-writer.ts';
import { bodyIdOf, CHUNK_BYTES } from './body-rows.ts';
import { unavailable } from './driver.ts';
import type { PostgresReader } from './reader.ts';

const STREAM_CHUNK_BYTES = 65_536;
const IN_FLIGHT_BYTES = 64 * 1024 * 1024;

const READ_RANGE = `SELECT substring(bytes FROM (greatest(?2 - chunk * ${CHUNK_BYTES}, 0) + 1)::int
    FOR (least(?3 - chunk * ${CHUNK_BYTES}, ${CHUNK_BYTES}) - greatest(?2 - chunk * ${CHUNK_BYTES}, 0))::int)
  FROM body_chunks WHERE body_id = ?1 AND chunk BETWEEN ?2 / ${CHUNK_BYTES} AND (?3 - 1) / ${CHUNK_BYTES} ORDER BY chunk`;

/** Bodies in the database. One being received waits in memory, a large one in a file of this node, until its commit. */
export class PostgresBlobs implements Blobs {
  readonly #reader: PostgresReader;
  readonly #incoming: string;
  readonly #budget: MemoryBudget = { leftBytes: IN_FLIGHT_BYTES };

  /** `incoming`: the directory of bodies being received. */
  constructor(reader: PostgresReader, incoming: string) {
    this.#reader = reader;
    this.#incoming = incoming;
  }

  create(): BlobWriter {
    return new BodyWriter(this.#incoming, this.#budget, false);
  }

  async read(location: BlobLocation, start = 0, end = location.sizeBytes): Promise<Buffer> {
    const from = Math.min(Math.max(start, 0), location.sizeBytes);
    const to = Math.min(Math.max(end, from), location.sizeBytes);
    if (to === from) return Buffer.alloc(0);
    const rows = await this.#reader.statements((sql) => sql.all(READ_RANGE, [bodyIdOf(location), from, to]));
    const bytes =
      rows.length === 1 ? (rows[0]?.[0] as Buffer) : Buffer.concat(rows.map(([chunk]) => chunk as Buffer));
    if (bytes.length !== to - from) throw unavailable(`body ${location.container} is not whole`);
    return bytes;
  }

  /** The server is never that near. */
  readNow(): null {
    return null;
  }

  stream(location: BlobLocation, start = 0, end = location.sizeBytes): Readable {
    return Readable.from(this.#chunks(location, Math.max(start, 0), Math.min(end, location.sizeBytes)), {
      objectMode: false,
      highWaterMark: STREAM_CHUNK_BYTES,
    });
  }

  /** Row by row, handed on in smaller pieces. */
  async *#chunks(location: BlobLocation, start: number, end: number): AsyncGenerator<Buffer> {
    for (let at = start; at < end;) {
      const next = Math.min(at - (at % CHUNK_BYTES) + CHUNK_BYTES, end);
      const bytes = await this.read(location, at, next);
      for (let from = 0; from < bytes.length; from += STREAM_CHUNK_BYTES) {
        yield bytes.subarray(from, from + STREAM_CHUNK_BYTES);
      }
      at = next;
    }
  }

  async abandon(blob: PendingBlob): Promise<void> {
    if (blob.kind === 'file') await rm(blob.path, { force: true });
  }

  async close(): Promise<void> {
    // The connections belong to the reader.
  }
}
