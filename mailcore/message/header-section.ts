/** Header bytes looked at for fields; what lies beyond belongs to the header but is not read. */
export const MAX_HEADER_BYTES = 256 * 1024;
export const MAX_HEADER_FIELDS = 2000;

const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const COLON = 0x3a;

/** One field of a header section. Offsets are bytes from the start of the blob. RFC 5322 §2.2. */
export interface HeaderField {
  /** As written. */
  readonly name: string;
  /** Lower case. */
  readonly key: string;
  readonly start: number;
  /** First byte after the colon. */
  readonly valueStart: number;
  /** Past the field's last line break. */
  readonly end: number;
}

/** The fields of a message or body part, in order. Values are binary strings: one char is one byte. */
export class HeaderSection {
  readonly start: number;
  /** Past the blank line that ends the section. */
  readonly end: number;
  readonly fields: readonly HeaderField[];
  readonly #text: string;

  constructor(start: number, end: number, fields: readonly HeaderField[], text: string) {
    this.start = start;
    this.end = end;
    this.fields = fields;
    this.#text = text;
  }

  /** Everything after the colon but the last line break: folding and the leading space are still there. */
  raw(field: HeaderField): string {
    let end = field.end - this.start;
    if (this.#text.charCodeAt(end - 1) === LF) end--;
    if (this.#text.charCodeAt(end - 1) === CR) end--;
    return this.#text.slice(field.valueStart - this.start, Math.max(end, field.valueStart - this.start));
  }

  /** The last field of that (lower-case) name, the one that counts where there should be one. RFC 8621 §4.1.3. */
  find(key: string): HeaderField | undefined {
    for (let i = this.fields.length - 1; i >= 0; i--) if (this.fields[i]!.key === key) return this.fields[i];
    return undefined;
  }

  /** Unfolded, trimmed value of the last field of that (lower-case) name; null when there is none. */
  value(key: string): string | null {
    const field = this.find(key);
    return field === undefined ? null : unfold(this.raw(field)).trim();
  }

  /** Unfolded, trimmed values of every field of that (lower-case) name. */
  values(key: string): string[] {
    return this.fields.filter((field) => field.key === key).map((field) => unfold(this.raw(field)).trim());
  }
}

/** Removes line breaks, keeping the white space that follows them; a CR that is none is a blank. RFC 5322 §2.2.3. */
export function unfold(raw: string): string {
  if (!raw.includes('\n') && !raw.includes('\r')) return raw;
  return raw.replace(/\r*\n/g, '').replaceAll('\r', ' ');
}

/**
 * Reads the header section that starts at `start`, up to its blank line or `end`. Lines end in CRLF or LF.
 * Lines that are no fields are passed over. Reads at most {@link MAX_HEADER_FIELDS} fields.
 */
export function readHeader(bytes: Buffer, start = 0, end = bytes.length): HeaderSection {
  const limit = Math.min(end, start + MAX_HEADER_BYTES);
  const bounds: number[] = [];
  let pos = start;
  let sectionEnd = -1;
  while (pos < limit) {
    const blank = blankLineLength(bytes, pos, end);
    if (blank > 0) {
      sectionEnd = pos + blank;
      break;
    }
    const colon = pos;
    pos = readField(bytes, pos, limit, bounds);
    if (bounds.length >= 3 * MAX_HEADER_FIELDS && colon < pos) break;
  }
  if (sectionEnd < 0) sectionEnd = pos < end ? findSectionEnd(bytes, pos, end) : end;
  const text = bytes.toString('latin1', start, pos);
  return new HeaderSection(start, sectionEnd, namedFields(text, start, bounds), text);
}

function blankLineLength(bytes: Buffer, pos: number, end: number): number {
  if (bytes[pos] === LF) return 1;
  return bytes[pos] === CR && pos + 1 < end && bytes[pos + 1] === LF ? 2 : 0;
}

/** Pushes start, colon and end of the field at `pos` when it has a colon; returns where the next line starts. */
function readField(bytes: Buffer, start: number, limit: number, bounds: number[]): number {
  let colon = -1;
  let pos = start;
  for (;;) {
    let byte = 0;
    while (pos < limit && (byte = bytes[pos]!) !== LF) {
      if (byte === COLON && colon < 0) colon = pos;
      pos++;
    }
    if (pos >= limit) break;
    pos++;
    if (pos >= limit || (bytes[pos] !== SPACE && bytes[pos] !== TAB)) break;
  }
  if (colon > start) bounds.push(start, colon, pos);
  return pos;
}

function namedFields(text: string, base: number, bounds: readonly number[]): HeaderField[] {
  const fields: HeaderField[] = [];
  for (let i = 0; i < bounds.length; i += 3) {
    const start = bounds[i]!;
    const colon = bounds[i + 1]!;
    const name = text.slice(start - base, colon - base).trimEnd();
    if (!isFieldName(name)) continue;
    fields.push({ name, key: name.toLowerCase(), start, valueStart: colon + 1, end: bounds[i + 2]! });
  }
  return fields;
}

/** RFC 5322 §3.6.8: printable US-ASCII without colon. */
function isFieldName(name: string): boolean {
  for (let i = 0; i < name.length; i++) {
    const code = name.charCodeAt(i);
    if (code <= SPACE || code > 0x7e) return false;
  }
  return name.length > 0;
}

/** The end of a section too large to be read field by field. */
function findSectionEnd(bytes: Buffer, from: number, end: number): number {
  const region = bytes.subarray(from - 1, end);
  const ends = [
    { at: region.indexOf('\n\r\n'), length: 3 },
    { at: region.indexOf('\n\n'), length: 2 },
  ].filter(({ at }) => at >= 0);
  const first = ends.sort((a, b) => a.at - b.at)[0];
  return first === undefined ? end : from - 1 + first.at + first.length;
}
