import type { MimePart } from '../../model/content.ts';
import { partialRange, sectionRange, selectHeaderFields } from '../../message/section.ts';
import type { ByteRange } from '../../message/section.ts';
import type { Blobs, BlobLocation } from '../../store/blobs.ts';
import type { BodySectionAttribute } from '../wire/fetch-attributes.ts';
import type { Section, SectionText } from '../wire/section.ts';
import { MAX_HELD_BYTES, openStream, readBytes, withoutNul } from './stored-bytes.ts';
import type { BodyStream } from './stored-bytes.ts';

/** A section's bytes: `null` when the message has no such section, a stream when they are too many to hold. */
export type SectionBytes = Buffer | BodyStream | null;

const SUFFIX: Readonly<Record<SectionText, string>> = {
  all: '',
  header: 'HEADER',
  headerFields: 'HEADER',
  headerFieldsNot: 'HEADER',
  text: 'TEXT',
  mime: 'MIME',
};

type SectionRequest = Pick<BodySectionAttribute, 'section' | 'partial'>;

/** Reads what BODY[section]<partial> names, fit for a literal. RFC 9051 §6.4.5.1. */
export async function readSection(
  blobs: Blobs,
  location: BlobLocation,
  root: MimePart,
  request: SectionRequest,
): Promise<SectionBytes> {
  const bytes = await readStoredSection(blobs, location, root, request);
  if (bytes === null || !('chunks' in bytes)) return bytes && withoutNul(bytes);
  return { ...bytes, hasNul: false, chunks: withoutNuls(bytes.chunks) };
}

/** The same, as the bytes are stored. */
export async function readStoredSection(
  blobs: Blobs,
  location: BlobLocation,
  root: MimePart,
  { section, partial }: SectionRequest,
): Promise<SectionBytes> {
  const whole = rangeOf(location, root, section);
  if (whole === null) return null;
  if (section.fields.length > 0) return readFields(blobs, location, whole, { section, partial });
  const { start, end } = partial === null ? whole : partialRange(whole, partial.start, partial.length);
  if (start >= end) return Buffer.alloc(0);
  if (end - start <= MAX_HELD_BYTES) return readBytes(blobs, location, start, end);
  const chunks = await openStream(blobs, location, start, end);
  return { sizeBytes: end - start, hasNul: true, chunks };
}

async function* withoutNuls(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) yield withoutNul(chunk);
}

/** The whole message is all its bytes, whatever the scanner made of their end. */
function rangeOf(location: BlobLocation, root: MimePart, { part, text }: Section): ByteRange | null {
  if (part === '' && text === 'all') return { start: 0, end: location.sizeBytes };
  if (part === '' && text === 'text') return { start: root.bodyStart, end: location.sizeBytes };
  return sectionRange(root, [part, SUFFIX[text]].filter((piece) => piece !== '').join('.'));
}

async function readFields(
  blobs: Blobs,
  location: BlobLocation,
  { start, end }: ByteRange,
  { section, partial }: SectionRequest,
): Promise<Buffer> {
  const header = start < end ? await readBytes(blobs, location, start, end) : Buffer.alloc(0);
  const isNot = section.text === 'headerFieldsNot';
  const chosen = selectHeaderFields(header, section.fields, isNot);
  return partial === null ? chosen : chosen.subarray(partial.start, partial.start + partial.length);
}
