import { readHeader } from './header-section.ts';
import type { MimePart } from '../model/content.ts';

/** Bytes of a blob, end exclusive. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** The part of an IMAP part number ("2.1"), or null. "" is the message itself. RFC 9051 §6.4.5. */
export function findPart(root: MimePart, section: string): MimePart | null {
  if (section === '') return root;
  let part: MimePart | undefined;
  let candidates: readonly MimePart[] = root.type === 'multipart' ? root.parts : [root];
  for (const number of section.split('.')) {
    part = /^[1-9]\d{0,5}$/.test(number) ? candidates[Number(number) - 1] : undefined;
    if (part === undefined) return null;
    candidates = partsInside(part);
  }
  return part ?? null;
}

function partsInside(part: MimePart): readonly MimePart[] {
  if (part.message === null) return part.parts;
  return part.message.type === 'multipart' ? part.message.parts : [part.message];
}

/**
 * Byte range of an IMAP section-spec: "", "HEADER", "TEXT", "1", "1.MIME", "2.HEADER", "2.TEXT" (HEADER.FIELDS is cut from
 * HEADER by {@link selectHeaderFields}); null when the message has no such section. RFC 9051 §6.4.5.
 */
export function sectionRange(root: MimePart, section: string): ByteRange | null {
  const match = /^((?:\d+\.)*\d+)?(?:\.?(HEADER|TEXT|MIME))?$/i.exec(section);
  if (match === null) return null;
  const numbers = match[1] ?? '';
  const text = match[2]?.toUpperCase();
  const part = findPart(root, numbers);
  if (part === null) return null;
  if (text === 'MIME') return numbers === '' ? null : headerRange(part);
  if (text === undefined)
    return numbers === '' ? { start: part.headerStart, end: part.bodyEnd } : bodyRange(part);
  const message = numbers === '' ? part : part.message;
  if (message === null) return null;
  return text === 'HEADER' ? headerRange(message) : bodyRange(message);
}

function headerRange(part: MimePart): ByteRange {
  return { start: part.headerStart, end: part.bodyStart };
}

function bodyRange(part: MimePart): ByteRange {
  return { start: part.bodyStart, end: part.bodyEnd };
}

/** The octets `<offset.length>` of a range; empty when the offset is past its end. RFC 9051 §6.4.5. */
export function partialRange(range: ByteRange, offset: number, length: number): ByteRange {
  const start = Math.min(range.start + offset, range.end);
  return { start, end: Math.min(start + length, range.end) };
}

/**
 * The bytes of HEADER.FIELDS (or, with `not`, HEADER.FIELDS.NOT) of a header section: whole fields in message order and the
 * blank line. Names in any case. RFC 9051 §6.4.5.
 */
export function selectHeaderFields(header: Buffer, names: readonly string[], not: boolean): Buffer {
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  const section = readHeader(header);
  const chosen = section.fields.filter(({ key }) => wanted.has(key) !== not);
  const chunks = chosen.map(({ start, end }) => header.subarray(start, end));
  const last = chunks.at(-1);
  // A header cut off in the middle of a line still has to end it before the blank line.
  if (last !== undefined && last.at(-1) !== 0x0a) chunks.push(CRLF);
  return Buffer.concat(hasBlankLine(header) ? [...chunks, CRLF] : chunks);
}

/** RFC 9051 §6.4.5.1: the blank line is in every header fetch, except of a message that has no body and no blank line. */
function hasBlankLine(header: Buffer): boolean {
  const end = header.toString('latin1', Math.max(0, header.length - 3));
  return end === '\r\n' || /(?:^|\n)\r?\n$/.test(end);
}

const CRLF = Buffer.from('\r\n');
