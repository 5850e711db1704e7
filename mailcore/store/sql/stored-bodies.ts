import { MailError } from '../../errors.ts';
import type { BlobId } from '../../model/ids.ts';
import type { BodyRef, ContentColumns } from './bodies.ts';
import { SQL } from './statements.ts';
import type { WriteContext } from './write-context.ts';

/** A body that has its row. */
export interface StoredBody {
  readonly blobId: BlobId;
  readonly sizeBytes: number;
}

/**
 * The row of a body, with `refs` references more; made when it is new. Throws `blobNotFound`. An uploaded body gets its content when
 * it becomes a message.
 */
export async function storeBody(context: WriteContext, ref: BodyRef, refs: number): Promise<StoredBody> {
  return ref.kind === 'new'
    ? insertBody(context, ref.index, refs)
    : adoptBody(context, ref.blobId, ref.content, refs);
}

async function insertBody(context: WriteContext, index: number, refs: number): Promise<StoredBody> {
  const body = context.bodies[index];
  if (!body) throw new MailError('blobNotFound', 'No such message body');
  const { container, offset, sizeBytes } = body.location;
  const blobId = await context.nextBlobId();
  await context.sql.run(
    SQL.insertBlob,
    blobId,
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
  return { blobId, sizeBytes };
}

async function adoptBody(
  context: WriteContext,
  blobId: BlobId,
  content: ContentColumns,
  refs: number,
): Promise<StoredBody> {
  const row = await context.sql.get(SQL.blobSize, blobId);
  if (!row) throw new MailError('blobNotFound', 'No such message body');
  if (!row[1]) {
    const { envelope, bodyStructure, structure, summary } = content;
    await context.sql.run(SQL.setBlobContent, envelope, bodyStructure, structure, summary, blobId);
  }
  await addBlobRefs(context, blobId, refs);
  return { blobId, sizeBytes: Number(row[0]) };
}

/** In the transaction that adds or removes what refers to the body. */
export async function addBlobRefs(context: WriteContext, blobId: number, count: number): Promise<void> {
  if (count !== 0) await context.sql.run(SQL.addBlobRefs, count, blobId);
}
