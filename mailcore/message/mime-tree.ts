import { countLines } from './count-lines.ts';
import { envelopeOf, readEnvelopeFields } from './envelope.ts';
import { readHeader } from './header-section.ts';
import type { HeaderSection } from './header-section.ts';
import { readMimeFields } from './mime-header.ts';
import type { MimeFields } from './mime-header.ts';
import type { MimePart } from '../model/content.ts';

/** Parts in one tree; further ones stay in the body of the last. */
export const MAX_PARTS = 1000;
/** Levels of multiparts and enclosed messages; deeper ones are opaque. */
export const MAX_DEPTH = 50;
/** Lines that look like delimiters of some level: beyond, multiparts are opaque. */
const MAX_DELIMITER_CANDIDATES = 100_000;
const MAX_BOUNDARY_BYTES = 1000;

const LF = 0x0a;
const CR = 0x0d;
const HYPHEN = 0x2d;

/** Reads a message's tree and its own header. Never throws; work is bounded by a small multiple of the size. */
export function readTree(bytes: Buffer): { root: MimePart; header: HeaderSection } {
  return new TreeReader(bytes).message(0, bytes.length, '', 0);
}

interface Delimiter {
  /** End of the part before it: the line break in front is the delimiter's. RFC 2046 §5.1.1. */
  readonly partEnd: number;
  readonly nextStart: number;
  readonly isClose: boolean;
}

interface Place {
  readonly end: number;
  readonly partId: string;
  readonly depth: number;
}

class TreeReader {
  readonly #bytes: Buffer;
  #partsLeft = MAX_PARTS;
  #candidatesLeft = MAX_DELIMITER_CANDIDATES;
  /** Bytes that may still be searched for delimiters or counted for lines: nesting must not multiply the work. */
  #bytesLeft: number;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.#bytesLeft = 16 * bytes.length + 1024 * 1024;
  }

  /** `prefix` is the part id of the message/rfc822 part around it, "" at the top. RFC 9051 §6.4.5. */
  message(
    start: number,
    end: number,
    prefix: string,
    depth: number,
  ): { root: MimePart; header: HeaderSection } {
    const header = readHeader(this.#bytes, start, end);
    const fields = readMimeFields(header, 'text/plain');
    const leafId = prefix === '' ? '1' : `${prefix}.1`;
    const boundary = this.#boundary(fields, depth);
    const partId = boundary === null ? leafId : prefix;
    return { root: this.#part(header, fields, boundary, { end, partId, depth }), header };
  }

  #part(header: HeaderSection, fields: MimeFields, boundary: string | null, place: Place): MimePart {
    this.#partsLeft--;
    const { end, partId, depth } = place;
    const bodyStart = header.end;
    const offsets = { partId, headerStart: header.start, bodyStart, bodyEnd: end };
    if (boundary !== null) {
      const parts = this.#children(boundary, fields.subtype, { ...place, end }, bodyStart);
      return { ...fields, ...offsets, lines: 0, parts, message: null };
    }
    const isMessage =
      fields.type === 'message' && (fields.subtype === 'rfc822' || fields.subtype === 'global');
    const lines = isMessage || fields.type === 'text' ? this.#lineCount(bodyStart, end) : 0;
    const leaf = { ...fields, ...offsets, lines, parts: NO_PARTS };
    if (!isMessage || !isTransparent(fields.encoding) || depth >= MAX_DEPTH || this.#partsLeft <= 0) {
      return { ...leaf, message: null };
    }
    const enclosed = this.message(bodyStart, end, partId, depth + 1);
    const envelope = envelopeOf(enclosed.header, readEnvelopeFields(enclosed.header));
    return { ...leaf, message: enclosed.root, envelope };
  }

  /** The boundary of a multipart that can be taken apart; one that cannot becomes a leaf people can read. */
  #boundary(fields: MimeFields, depth: number): string | null {
    if (fields.type !== 'multipart') return null;
    const raw = fields.rawParams?.find(([name]) => name === 'boundary')?.[1] ?? fields.params.boundary ?? '';
    const boundary = raw.trimEnd();
    if (boundary !== '' && boundary.length <= MAX_BOUNDARY_BYTES && depth < MAX_DEPTH) return boundary;
    const isTooDeep = depth >= MAX_DEPTH;
    fields.type = isTooDeep ? 'application' : 'text';
    fields.subtype = isTooDeep ? 'octet-stream' : 'plain';
    fields.params = {};
    delete fields.rawParams;
    return null;
  }

  #children(boundary: string, subtype: string, place: Place, bodyStart: number): MimePart[] {
    const parts: MimePart[] = [];
    const defaultType = subtype === 'digest' ? 'message/rfc822' : 'text/plain';
    let delimiter = this.#nextDelimiter(boundary, bodyStart, place.end);
    while (delimiter !== null && !delimiter.isClose && this.#partsLeft > 0) {
      const start = delimiter.nextStart;
      // The last part the limit allows keeps everything that follows.
      const next = this.#partsLeft > 1 ? this.#nextDelimiter(boundary, start, place.end) : null;
      const end = next === null ? place.end : Math.max(next.partEnd, start);
      const header = readHeader(this.#bytes, start, end);
      const fields = readMimeFields(header, defaultType);
      const partId = place.partId === '' ? `${parts.length + 1}` : `${place.partId}.${parts.length + 1}`;
      const depth = place.depth + 1;
      parts.push(this.#part(header, fields, this.#boundary(fields, depth), { end, partId, depth }));
      delimiter = next;
    }
    return parts;
  }

  /** The next delimiter line of this boundary at or after `from`, which starts a line; null when none. */
  #nextDelimiter(boundary: string, from: number, end: number): Delimiter | null {
    const bytes = this.#bytes.subarray(0, end);
    // Without the line break in front: base64 has no hyphen, so the search runs over it at memory speed.
    const needle = Buffer.from(`--${boundary}`, 'latin1');
    let at = from;
    let found: Delimiter | null = null;
    while (found === null && this.#candidatesLeft-- > 0 && this.#bytesLeft > 0) {
      at = bytes.indexOf(needle, at);
      if (at < 0) break;
      if (at === from || bytes[at - 1] === LF) found = this.#delimiterAt(at, at + needle.length, end);
      at++;
    }
    this.#bytesLeft -= (at < 0 ? end : at) - from;
    return found;
  }

  /** Only blanks may follow the boundary or the closing hyphens: `--a` is no delimiter of boundary `a` in `--ab`. */
  #delimiterAt(start: number, afterBoundary: number, end: number): Delimiter | null {
    const bytes = this.#bytes;
    const hasClose = bytes[afterBoundary] === HYPHEN && bytes[afterBoundary + 1] === HYPHEN;
    let pos = hasClose ? afterBoundary + 2 : afterBoundary;
    while (pos < end && (bytes[pos] === 0x20 || bytes[pos] === 0x09 || bytes[pos] === CR)) pos++;
    if (pos < end && bytes[pos] !== LF) return null;
    const lineBreakBytes = bytes[start - 1] !== LF ? 0 : bytes[start - 2] === CR ? 2 : 1;
    // A message that breaks off in a delimiter has no part behind it.
    return {
      partEnd: start - lineBreakBytes,
      nextStart: Math.min(pos + 1, end),
      isClose: hasClose || pos >= end,
    };
  }

  #lineCount(start: number, end: number): number {
    if (this.#bytesLeft < end - start) return 0;
    this.#bytesLeft -= end - start;
    return countLines(this.#bytes, start, end);
  }
}

const NO_PARTS: readonly MimePart[] = [];

function isTransparent(encoding: string): boolean {
  return encoding !== 'base64' && encoding !== 'quoted-printable';
}
