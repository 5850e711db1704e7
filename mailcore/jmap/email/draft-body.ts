import type { DraftAttachment } from '../../message/build.ts';
import { decodeCharset } from '../../message/charset.ts';
import {
  anything,
  ArgumentError,
  boolean,
  id,
  listOf,
  mapOf,
  nullable,
  object,
  optional,
  record,
  string,
  withDefault,
  type Check,
  type Checked,
  type JsonObject,
} from '../arguments.ts';
import { openContextBlob, readBlob, type OpenBlob } from '../blobs/open.ts';
import type { RequestContext } from '../context.ts';
import { invalidProperties, SetFailure } from '../errors.ts';
import type { Id } from '../types.ts';

/** The body of a message to write. */
export interface DraftBody {
  readonly text?: string;
  readonly html?: string;
  readonly attachments: readonly DraftAttachment[];
}

export const BODY_PROPERTIES: ReadonlySet<string> = new Set([
  'bodyStructure',
  'textBody',
  'htmlBody',
  'attachments',
  'bodyValues',
  'hasAttachment',
  'preview',
]);

const mediaType: Check<string> = (value, path) => {
  const type = string(value, path).toLowerCase();
  if (!/^[a-z0-9!#$&^_.+-]{1,100}\/[a-z0-9!#$&^_.+-]{1,100}$/.test(type))
    throw new ArgumentError(path, 'a media type');
  return type;
};

const token: Check<string> = (value, path) => {
  const text = string(value, path);
  if (!/^[\x21-\x7e]{1,200}$/.test(text) || /["<>;]/.test(text)) throw new ArgumentError(path, 'a token');
  return text;
};

const part = record({
  partId: optional(nullable(string)),
  blobId: optional(nullable(id)),
  size: anything,
  name: withDefault(string, null as string | null),
  type: withDefault(mediaType, 'text/plain'),
  charset: withDefault(token, null as string | null),
  disposition: withDefault(token, null as string | null),
  cid: withDefault(token, null as string | null),
  language: anything,
  location: anything,
  headers: anything,
  subParts: withDefault(listOf(object), []),
});
type Part = Checked<typeof part>;

const bodyValue = record({
  value: string,
  isEncodingProblem: withDefault(boolean, false),
  isTruncated: withDefault(boolean, false),
});
type BodyValues = Map<string, Checked<typeof bodyValue>>;

const MAX_PARTS = 1_000;

/**
 * Reads the body properties of an Email to create. A `bodyStructure` is taken as its first plain text, its first HTML and
 * everything else attached. Throws SetFailure `invalidProperties`, `blobNotFound`, `tooLarge`. RFC 8621 §4.6.
 */
export async function readDraftBody(context: RequestContext, given: JsonObject): Promise<DraftBody> {
  const values = read(given, 'bodyValues', withDefault(mapOf(bodyValue), new Map()));
  for (const { isEncodingProblem, isTruncated } of values.values()) {
    if (isEncodingProblem || isTruncated)
      throw invalidProperties(['bodyValues'], 'A body value must be whole.');
  }
  const { text, html, attachments } = given.bodyStructure ? structuredParts(given) : listedParts(given);
  const blobs = await openBlobs(context, [text, html, ...attachments]);
  return {
    text: text && (await textOf(context, text, values, blobs)),
    html: html && (await textOf(context, html, values, blobs)),
    attachments: await Promise.all(attachments.map((entry) => attachmentOf(context, entry, values, blobs))),
  };
}

function read<T>(given: JsonObject, property: string, check: Check<T>): T {
  try {
    return check(given[property], property);
  } catch (error) {
    if (error instanceof ArgumentError) throw invalidProperties([property], error.message);
    throw error;
  }
}

interface ChosenParts {
  readonly text?: Part;
  readonly html?: Part;
  readonly attachments: readonly Part[];
}

function listedParts(given: JsonObject): ChosenParts {
  const single = (property: string, type: string): Part | undefined => {
    const parts = read(given, property, withDefault(listOf(part), []));
    if (parts.length > 1 || (parts[0] && parts[0].type !== type)) {
      throw invalidProperties([property], `${property} must be one part of ${type}.`);
    }
    return parts[0];
  };
  const htmlGiven = read(given, 'htmlBody', withDefault(listOf(object), []));
  const htmlDefault = htmlGiven.map((entry) => ({ type: 'text/html', ...entry }));
  return {
    text: single('textBody', 'text/plain'),
    html: htmlGiven.length > 0 ? read({ htmlBody: htmlDefault }, 'htmlBody', listOf(part))[0] : undefined,
    attachments: read(given, 'attachments', withDefault(listOf(part), [])),
  };
}

function structuredParts(given: JsonObject): ChosenParts {
  for (const property of ['textBody', 'htmlBody', 'attachments']) {
    if (given[property]) throw invalidProperties(['bodyStructure', property], 'Give one or the other.');
  }
  const found = leaves(read(given, 'bodyStructure', part));
  const first = (type: string): Part | undefined =>
    found.find((entry) => entry.type === type && entry.disposition !== 'attachment' && entry.name === null);
  const [text, html] = [first('text/plain'), first('text/html')];
  return { text, html, attachments: found.filter((entry) => entry !== text && entry !== html) };
}

/** Breadth first, without recursion: the depth is the client's choice. */
function leaves(root: Part): Part[] {
  const found: Part[] = [];
  const open = [root];
  for (let next = open.shift(); next; next = open.shift()) {
    if (!next.type.startsWith('multipart/')) found.push(next);
    else open.push(...read({ bodyStructure: next.subParts }, 'bodyStructure', listOf(part)));
    if (found.length + open.length > MAX_PARTS)
      throw new SetFailure('tooLarge', { description: 'Too many parts.' });
  }
  return found;
}

async function openBlobs(
  context: RequestContext,
  parts: readonly (Part | undefined)[],
): Promise<Map<Id, OpenBlob>> {
  const ids = new Set(parts.flatMap((entry) => entry?.blobId ?? []));
  const blobs = new Map<Id, OpenBlob>();
  let sizeBytes = 0;
  for (const blobId of ids) {
    const blob = await openContextBlob(context, blobId);
    if (!blob) continue;
    sizeBytes += blob.end - blob.start;
    blobs.set(blobId, blob);
  }
  const missing = [...ids].filter((blobId) => !blobs.has(blobId));
  if (missing.length > 0) throw new SetFailure('blobNotFound', { notFound: missing });
  if (sizeBytes > context.config.limits.maxMessageBytes) throw new SetFailure('tooLarge');
  return blobs;
}

async function textOf(
  context: RequestContext,
  entry: Part,
  values: BodyValues,
  blobs: ReadonlyMap<Id, OpenBlob>,
): Promise<string> {
  const content = await contentOf(context, entry, values, blobs);
  return decodeCharset(content, entry.blobId ? entry.charset : 'utf-8').text;
}

async function contentOf(
  context: RequestContext,
  { partId, blobId }: Part,
  values: BodyValues,
  blobs: ReadonlyMap<Id, OpenBlob>,
): Promise<Buffer> {
  // RFC 8621 §4.6: exactly one of the two.
  if (Boolean(partId) === Boolean(blobId))
    throw invalidProperties(['bodyStructure'], 'A part has a partId or a blobId.');
  if (blobId) return readBlob(context, blobs.get(blobId)!, context.config.limits.maxMessageBytes);
  const value = values.get(partId!)?.value;
  if (value === undefined) throw invalidProperties(['bodyValues'], 'A part has no body value.');
  return Buffer.from(value);
}

async function attachmentOf(
  context: RequestContext,
  entry: Part,
  values: BodyValues,
  blobs: ReadonlyMap<Id, OpenBlob>,
): Promise<DraftAttachment> {
  const { name, type, cid, charset, blobId } = entry;
  const content = await contentOf(context, entry, values, blobs);
  const label = blobId ? charset : 'utf-8';
  const withCharset = type.startsWith('text/') && label !== null ? `${type}; charset=${label}` : type;
  const file = name === null ? null : name.replace(/[\x00-\x1f\x7f]+/g, ' ');
  return { name: file, type: withCharset, content, ...(cid === null ? {} : { contentId: cid }) };
}
