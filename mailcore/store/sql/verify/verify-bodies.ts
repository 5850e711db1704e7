import { crc32 } from 'node:zlib';
import type { Kysely } from 'kysely';
import { scanMessage } from '../../../message/scan.ts';
import type { AccountId, BlobId, ThreadId } from '../../../model/ids.ts';
import type { BlobLocation, Blobs } from '../../blobs.ts';
import { type ContentColumns, contentColumns } from '../bodies.ts';
import { threadKeys } from '../../thread-keys.ts';
import type { Fault, FaultKind, VerifyProgress } from '../../verify.ts';
import type { Schema } from '../schema.ts';
import { sentDateOf } from '../sent-date.ts';
import type { SentDate } from '../sent-date.ts';
import { findHolders, type Holder } from './holders.ts';
import { placeOf, placeText } from './places.ts';
import { reasonOf } from './verify-rows.ts';

export interface BodyMends {
  content(blobId: BlobId, content: ContentColumns): Promise<unknown>;
  threadKeys(accountId: AccountId, threadId: ThreadId, keys: readonly number[]): Promise<unknown>;
}

export interface BodyVerifier {
  query<T>(work: (db: Kysely<Schema>) => Promise<T>): Promise<T>;
  readonly read: Blobs['read'];
  /** Null when nothing is to be changed. */
  readonly mends: BodyMends | null;
  readonly onProgress: (progress: VerifyProgress) => void;
}

interface BodyRow {
  readonly id: BlobId;
  readonly location: BlobLocation;
  readonly crc32: number;
  /** Null for an upload that never became a message. */
  readonly content: Partial<ContentColumns> | null;
}

const BATCH = 200;
const CHUNK_BYTES = 1024 * 1024;
/** Larger ones are checked by their checksum alone. */
const MAX_SCANNED_BYTES = 128 * 1024 * 1024;

/** Reads every body: its checksum, what was derived from it, and whether answers to it still find its thread. Returns how much that was. */
export async function* verifyBodies(verifier: BodyVerifier): AsyncGenerator<Fault, VerifyProgress> {
  let progress: VerifyProgress = { bodies: 0, bodyCount: await countBodies(verifier), bytes: 0 };
  for (let after = 0; ;) {
    const rows = await verifier.query((db) => readRows(db, after));
    for (const row of rows) yield* verifyBody(verifier, row);
    const bytes = rows.reduce((sum, { location }) => sum + location.sizeBytes, progress.bytes);
    progress = { ...progress, bodies: progress.bodies + rows.length, bytes };
    verifier.onProgress(progress);
    if (rows.length < BATCH) return progress;
    after = rows.at(-1)?.id ?? after;
  }
}

async function countBodies({ query }: BodyVerifier): Promise<number> {
  const row = await query((db) =>
    db
      .selectFrom('blobs')
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .executeTakeFirst(),
  );
  return Number(row?.n ?? 0);
}

async function readRows(db: Kysely<Schema>, after: number): Promise<BodyRow[]> {
  const rows = await db
    .selectFrom('blobs')
    .selectAll()
    .where('id', '>', after)
    .orderBy('id')
    .limit(BATCH)
    .execute();
  return rows.map((row) => ({
    id: row.id as BlobId,
    location: { container: row.container, offset: row.start_offset, sizeBytes: row.size_bytes },
    crc32: row.crc32,
    content: contentOf(row),
  }));
}

function contentOf(row: {
  envelope: string | null;
  body_structure: string | null;
  structure: string | null;
  summary: string | null;
}): Partial<ContentColumns> | null {
  const { envelope, body_structure: bodyStructure, structure, summary } = row;
  if (envelope === null && bodyStructure === null && structure === null && summary === null) return null;
  return Object.fromEntries(
    Object.entries({ envelope, bodyStructure, structure, summary }).filter(([, text]) => text !== null),
  );
}

async function* verifyBody(verifier: BodyVerifier, row: BodyRow): AsyncGenerator<Fault> {
  const holders = await verifier.query((db) => findHolders(db, row.id));
  const emails = holders.filter(({ threadId }) => threadId !== null);
  const isMessage = row.content !== null || emails.length > 0;
  const read = await readBody(verifier, row, isMessage);
  if (read.fault !== null) {
    // A sweep may have moved or removed the body since the batch was read.
    if (!(await isCurrent(verifier, row))) return;
    for (const holder of holders.length > 0 ? holders : [null]) {
      yield await faultOf(verifier, 'body', holder, `body ${row.id}: ${read.fault}`, 'lasting');
    }
    return;
  }
  if (read.bytes) yield* verifyContent(verifier, row, emails, read.bytes);
}

interface ReadBody {
  readonly fault: string | null;
  /** Only where a message is to be scanned. */
  readonly bytes: Buffer | null;
}

async function readBody({ read }: BodyVerifier, row: BodyRow, isMessage: boolean): Promise<ReadBody> {
  const { location } = row;
  try {
    if (isMessage && location.sizeBytes <= MAX_SCANNED_BYTES) {
      const bytes = await read(location);
      return crc32(bytes) === row.crc32 ? { fault: null, bytes } : DAMAGED;
    }
    let crc = 0;
    for (let at = 0; at < location.sizeBytes; at += CHUNK_BYTES) {
      crc = crc32(await read(location, at, at + CHUNK_BYTES), crc);
    }
    return crc === row.crc32 ? { fault: null, bytes: null } : DAMAGED;
  } catch (error) {
    return { fault: `the message cannot be read (${reasonOf(error)})`, bytes: null };
  }
}

const DAMAGED: ReadBody = { fault: "the message's bytes are damaged (checksum differs)", bytes: null };

async function* verifyContent(
  verifier: BodyVerifier,
  row: BodyRow,
  emails: readonly Holder[],
  bytes: Buffer,
): AsyncGenerator<Fault> {
  const derived = scanMessage(bytes);
  const right = contentColumns(derived);
  if (!sameContent(row.content, right)) {
    if (verifier.mends) await verifier.mends.content(row.id, right);
    const text = `body ${row.id}: the stored envelope or structure is not what the message says`;
    yield await faultOf(verifier, 'content', emails[0] ?? null, text, verifier.mends ? 'mended' : 'mendable');
  }
  const wrong = emails.find(({ sent }) => !sameDate(sent, sentDateOf(derived.summary.sentAt)));
  if (wrong) {
    if (verifier.mends) await verifier.mends.content(row.id, right);
    const text = `body ${row.id}: the date kept with an email is not what the message says`;
    yield await faultOf(verifier, 'content', wrong, text, verifier.mends ? 'mended' : 'mendable');
  }
  const keys = threadKeys(derived.summary);
  for (const email of emails) yield* verifyThreadKeys(verifier, email, keys);
}

function sameDate(stored: SentDate | null, right: SentDate): boolean {
  return stored?.at === right.at && stored.offsetMinutes === right.offsetMinutes;
}

function sameContent(stored: Partial<ContentColumns> | null, right: ContentColumns): boolean {
  return (
    stored?.envelope === right.envelope &&
    stored.bodyStructure === right.bodyStructure &&
    stored.structure === right.structure &&
    stored.summary === right.summary
  );
}

/** At least one of its keys leads to the thread an email is in. */
async function* verifyThreadKeys(
  verifier: BodyVerifier,
  email: Holder,
  keys: readonly number[],
): AsyncGenerator<Fault> {
  const { accountId, threadId } = email;
  if (keys.length === 0 || accountId === null || threadId === null) return;
  const found = await verifier.query((db) =>
    db
      .selectFrom('thread_refs')
      .select('hash')
      .where('account_id', '=', accountId)
      .where('hash', 'in', [...keys])
      .where('thread_id', '=', threadId)
      .executeTakeFirst(),
  );
  if (found || !(await isStillThere(verifier, email))) return;
  if (verifier.mends) await verifier.mends.threadKeys(accountId, threadId, keys);
  const text = `an answer to email ${email.emailId} would not find its thread`;
  yield await faultOf(verifier, 'threadKeys', email, text, verifier.mends ? 'mended' : 'mendable');
}

async function isStillThere({ query }: BodyVerifier, { emailId, threadId }: Holder): Promise<boolean> {
  const row = await query((db) =>
    db
      .selectFrom('emails')
      .select('thread_id')
      .where('id', '=', emailId ?? 0)
      .executeTakeFirst(),
  );
  return row?.thread_id === threadId;
}

async function isCurrent({ query }: BodyVerifier, { id, location }: BodyRow): Promise<boolean> {
  const row = await query((db) =>
    db.selectFrom('blobs').select(['container', 'start_offset']).where('id', '=', id).executeTakeFirst(),
  );
  return row?.container === location.container && row.start_offset === location.offset;
}

async function faultOf(
  { query }: BodyVerifier,
  kind: FaultKind,
  holder: Holder | null,
  text: string,
  state: Fault['state'],
): Promise<Fault> {
  const row = { account_id: holder?.accountId, mailbox_id: holder?.mailboxId, uid: holder?.uid };
  const place = await query((db) => placeOf(db, row));
  const purpose = holder?.queueId ? `queue entry ${holder.queueId}: ` : '';
  return { kind, fault: `${placeText(place)}${purpose}${text}`, ...place, state };
}
