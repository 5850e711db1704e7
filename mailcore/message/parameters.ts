import { decodeCharset } from './charset.ts';
import { decodeHeaderText } from './encoded-word.ts';

/** A parameter as transferred: lower-case name with its RFC 2231 marks (`filename*0*`), binary value. */
export type RawParameter = readonly [name: string, value: string];

export const MAX_PARAMETERS = 200;

/** RFC 2045 §5.1 value of a structured field: `text/plain; charset=utf-8` -> head and parameters. Liberal; never throws. */
export interface ParameterizedValue {
  /** Before the first semicolon, trimmed, comments removed. */
  readonly head: string;
  readonly params: readonly RawParameter[];
}

/** Splits an unfolded binary value into head and raw parameters; the first parameter of a name wins. */
export function parseParameterized(value: string): ParameterizedValue {
  const text = value.includes('(') ? withoutComments(value) : value;
  const semicolon = text.indexOf(';');
  if (semicolon < 0) return { head: text.trim(), params: [] };
  return { head: text.slice(0, semicolon).trim(), params: readParameters(text, semicolon + 1) };
}

function readParameters(text: string, start: number): RawParameter[] {
  const params: RawParameter[] = [];
  const seen = new Set<string>();
  let pos = start;
  while (pos < text.length && params.length < MAX_PARAMETERS) {
    const equals = text.indexOf('=', pos);
    if (equals < 0) break;
    pos = Math.max(pos, text.lastIndexOf(';', equals) + 1);
    const name = text.slice(pos, equals).trim().toLowerCase();
    const { value, end } = readValue(text, equals + 1);
    pos = end;
    if (!/^[\x21-\x7e]+$/.test(name) || name === '__proto__' || seen.has(name)) continue;
    seen.add(name);
    params.push([name, value]);
  }
  return params;
}

/** A quoted string, or what stands before the next semicolon: unquoted values with blanks or `=` are common. */
function readValue(text: string, from: number): { value: string; end: number } {
  let start = from;
  while (text[start] === ' ' || text[start] === '\t') start++;
  if (text[start] !== '"') {
    const semicolon = text.indexOf(';', start);
    const end = semicolon < 0 ? text.length : semicolon;
    return { value: text.slice(start, end).trim(), end: end + 1 };
  }
  let value = '';
  let pos = start + 1;
  let copied = pos;
  for (; pos < text.length && text[pos] !== '"'; pos++) {
    // Windows paths arrive unescaped: a backslash escapes only what needs it.
    if (text[pos] !== '\\' || (text[pos + 1] !== '"' && text[pos + 1] !== '\\')) continue;
    value += text.slice(copied, pos);
    copied = ++pos;
  }
  value += text.slice(copied, pos);
  const semicolon = text.indexOf(';', pos);
  return { value, end: semicolon < 0 ? text.length : semicolon + 1 };
}

/** RFC 5322 §3.2.2: comments in parentheses, nested ones too; not those within quotes. */
export function withoutComments(text: string): string {
  let kept = '';
  let depth = 0;
  let inQuotes = false;
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    if (depth === 0 && char === '"') inQuotes = !inQuotes;
    if (char === '\\' && i + 1 < text.length) {
      if (depth === 0) kept += char + text[i + 1];
      i++;
    } else if (!inQuotes && char === '(') depth++;
    else if (!inQuotes && depth > 0 && char === ')') depth--;
    else if (depth === 0) kept += char;
  }
  return kept;
}

interface Segment {
  readonly index: number;
  readonly isExtended: boolean;
  readonly value: string;
}

/**
 * Decoded parameters: RFC 2231 continuations and charsets, RFC 2047 words (outside the standard, but in wide use), raw 8-bit text.
 * `name*` beats `name`. NFC.
 */
export function decodeParameters(raw: readonly RawParameter[]): Record<string, string> {
  const decoded: Record<string, string> = {};
  const extended = new Map<string, Segment[]>();
  for (const [name, value] of raw) {
    const star = name.indexOf('*');
    if (star < 0) decoded[name] = decodeHeaderText(value);
    else addSegment(extended, name, star, value);
  }
  for (const [name, segments] of extended) decoded[name] = decodeSegments(segments);
  return decoded;
}

function addSegment(extended: Map<string, Segment[]>, name: string, star: number, value: string): void {
  const match = /^\*?(\d{0,4})(\*?)$/.exec(name.slice(star));
  const base = name.slice(0, star);
  if (match === null || base === '' || base === '__proto__') return;
  const isWhole = match[1] === '';
  const segments = extended.get(base) ?? [];
  segments.push({ index: isWhole ? -1 : Number(match[1]), isExtended: isWhole || match[2] === '*', value });
  extended.set(base, segments);
}

/** RFC 2231 §3, §4: the charset stands in the first segment; only segments with a trailing `*` are percent-encoded. */
function decodeSegments(segments: Segment[]): string {
  segments.sort((a, b) => a.index - b.index);
  const chosen = segments[0]!.index < 0 ? segments.slice(0, 1) : contiguous(segments);
  let charset: string | null = null;
  const chunks: Buffer[] = [];
  for (const [position, { isExtended, value }] of chosen.entries()) {
    const marked = position === 0 && isExtended ? /^([^']*)'[^']*'(.*)$/s.exec(value) : null;
    if (marked !== null) charset = marked[1]!;
    const text = marked?.[2] ?? value;
    chunks.push(isExtended ? percentDecode(text) : Buffer.from(text, 'latin1'));
  }
  const bytes = Buffer.concat(chunks);
  const isEncodedWord = charset === null && bytes.includes('=?');
  if (isEncodedWord) return decodeHeaderText(bytes.toString('latin1'));
  return decodeCharset(bytes, charset)
    .text.replace(/[\x00-\x1f\x7f]+/g, ' ')
    .normalize('NFC');
}

function contiguous(segments: readonly Segment[]): Segment[] {
  const first = segments[0]!.index;
  return segments.filter((segment, position) => segment.index === first + position);
}

function percentDecode(text: string): Buffer {
  if (!text.includes('%')) return Buffer.from(text, 'latin1');
  return Buffer.from(
    text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
    'latin1',
  );
}

/**
 * Parameters with their continuations joined and undecoded, under the name `name` or, when a segment is percent-encoded, `name*`: what an
 * IMAP server shows. RFC 2231 §7.
 */
export function joinContinuations(raw: readonly RawParameter[]): RawParameter[] {
  const joined: RawParameter[] = [];
  const segments = new Map<string, Segment[]>();
  for (const [name, value] of raw) {
    const star = name.indexOf('*');
    if (star > 0 && /^\*\d{1,4}\*?$/.test(name.slice(star))) addSegment(segments, name, star, value);
    else joined.push([name, value]);
  }
  for (const [name, parts] of segments) {
    parts.sort((a, b) => a.index - b.index);
    const chosen = contiguous(parts);
    const isExtended = chosen.some((segment) => segment.isExtended);
    joined.push([isExtended ? `${name}*` : name, chosen.map(({ value }) => value).join('')]);
  }
  return joined;
}
