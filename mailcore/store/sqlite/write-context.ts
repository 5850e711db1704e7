import type { Kysely } from 'kysely';
import { MailError } from '../../errors.ts';
import type { BlobId, EmailId } from '../../model/ids.ts';
import type { BlobLocation } from '../blobs.ts';
import type { Schema } from '../sql/schema.ts';
import type { BodyRef, ContentColumns } from './bodies.ts';
import type { Connection } from './driver.ts';
import type { EventCollector } from './event-collector.ts';
import { SQL } from './statements.ts';

/** A new body of the request, already written. */
export interface PlacedBody {
  readonly location: BlobLocation;
  readonly crc32: number;
  readonly content: ContentColumns | null;
}

/** What one operation works with inside the writer's transaction. */
export interface WriteContext {
  readonly sql: Connection;
  readonly db: Kysely<Schema>;
  readonly events: EventCollector;
  readonly bodies: readonly PlacedBody[];
  readonly now: Date;
  readonly settings: WriterSettings;
  /** An id no email ever had, also of emails that are gone. */
  nextEmailId(): EmailId;
}

export interface WriterSettings {
  /** How many tombstones an account keeps at a sweep. */
  readonly tombstonesKept: number;
}

/**
 * The row of a body, with `refs` references more; made when it is new. Throws `blobNotFound`. An uploaded body gets its content when
 * it becomes a message.
 */
export function storeBody(
  context: WriteContext,
  ref: BodyRef,
  refs: number,
): { blobId: BlobId; sizeBytes: number } {
  return ref.kind === 'new'
    ? insertBody(context, ref.index, refs)
    : adoptBody(context, ref.blobId, ref.content, refs);
}

function insertBody(
  context: WriteContext,
  index: number,
  refs: number,
): { blobId: BlobId; sizeBytes: number } {
  const body = context.bodies[index];
  if (!body) throw new MailError('blobNotFound', 'No such message body');
  const { container, offset, sizeBytes } = body.location;
  const { lastId } = context.sql.run(
    SQL.insertBlob,
    container,
    offset,
    sizeBytes,
    body.crc32,
    refs,
    body.content?.envelope ?? null,
    body.content?.bodyStructure ?? null,
    body.content?.structure ?? null,
    body.content?.summary ?? null,
  );
  return { blobId: lastId as BlobId, sizeBytes };
}

function adoptBody(
  context: WriteContext,
  blobId: BlobId,
  content: ContentColumns,
  refs: number,
): { blobId: BlobId; sizeBytes: number } {
  const row = context.sql.get(SQL.blobSize, blobId);
  if (!row) throw new MailError('blobNotFound', 'No such message body');
  if (!row[1]) {
    const { envelope, bodyStructure, structure, summary } = content;
    context.sql.run(SQL.setBlobContent, envelope, bodyStructure, structure, summary, blobId);
  }
  addBlobRefs(context, blobId, refs);
  return { blobId, sizeBytes: Number(row[0]) };
}

/** In the transaction that adds or removes what refers to the body. */
export function addBlobRefs(context: WriteContext, blobId: number, count: number): void {
  if (count !== 0) context.sql.run(SQL.addBlobRefs, count, blobId);
}
