import { createReadStream } from 'node:fs';
import type { BlobLocation, PendingBlob } from '../blobs.ts';
import type { WriterConnection } from './writer-connection.ts';

/** A row of a body: what a range read fetches at least in part, and what a writer holds at once. */
export const CHUNK_BYTES = 256 * 1024;
/** Chunks of a large body on their way to the server. */
const MAX_CHUNKS_UNANSWERED = 4;

const INSERT_CHUNK = 'INSERT INTO body_chunks (body_id, chunk, bytes) VALUES (?, ?, ?)';

/** A body is `p<id>`: the rows of body_chunks with that id. */
export function bodyLocation(bodyId: number, sizeBytes: number): BlobLocation {
  return { container: `p${bodyId}`, offset: 0, sizeBytes };
}

export function bodyIdOf({ container }: Pick<BlobLocation, 'container'>): number {
  return Number(container.slice(1));
}

/** Within the transaction that names the body. */
export async function insertBody(sql: WriterConnection, bodyId: number, pending: PendingBlob): Promise<void> {
  if (pending.kind === 'file') return insertFile(sql, bodyId, pending.path);
  for (let at = 0, chunk = 0; at < pending.sizeBytes; at += CHUNK_BYTES, chunk++) {
    await sql.send(INSERT_CHUNK, [bodyId, chunk, pending.bytes.subarray(at, at + CHUNK_BYTES)]);
  }
}

async function insertFile(sql: WriterConnection, bodyId: number, path: string): Promise<void> {
  let number = 0;
  for await (const bytes of createReadStream(path, { highWaterMark: CHUNK_BYTES })) {
    await sql.send(INSERT_CHUNK, [bodyId, number++, bytes]);
    if (number % MAX_CHUNKS_UNANSWERED === 0) await sql.settled();
  }
}
