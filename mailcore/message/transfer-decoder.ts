import { decodeBase64, decodeQuotedPrintable, decodeTransfer, isEncoded } from './transfer-encoding.ts';

/** Longest undecoded tail kept between chunks. */
const MAX_TAIL_BYTES = 4096;
const LF = 0x0a;

/**
 * Decodes a body chunk by chunk in memory bounded by the chunk; the joined output equals {@link decodeTransfer} of the whole
 * for well-formed input. Unknown encodings pass through. RFC 2045 §6.
 */
export class TransferDecoder {
  readonly #encoding: string;
  #tail: Buffer = Buffer.alloc(0);
  #isInsideUuencode = false;

  /** `encoding` in lower case. */
  constructor(encoding: string) {
    this.#encoding = encoding;
  }

  write(chunk: Uint8Array): Buffer {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    if (!isEncoded(this.#encoding)) return bytes;
    const input = this.#tail.length === 0 ? bytes : Buffer.concat([this.#tail, bytes]);
    if (this.#encoding === 'base64') return this.#writeBase64(input);
    const cut = cutPoint(input);
    // Copied: a view would keep the whole chunk alive.
    this.#tail = Buffer.from(input.subarray(cut));
    return this.#decodeLines(input.subarray(0, cut));
  }

  /** What is left; the decoder may not be written to afterwards. */
  end(): Buffer {
    return this.#encoding === 'base64' ? decodeBase64(this.#tail) : this.#decodeLines(this.#tail);
  }

  #writeBase64(input: Buffer): Buffer {
    const clean = input.toString('latin1').replace(/[^A-Za-z0-9+/=]+/g, '');
    const cut = clean.length - (clean.length % 4);
    this.#tail = Buffer.from(clean.slice(cut), 'latin1');
    return decodeBase64(Buffer.from(clean.slice(0, cut), 'latin1'));
  }

  #decodeLines(lines: Buffer): Buffer {
    if (this.#encoding === 'quoted-printable') return decodeQuotedPrintable(lines);
    if (!isEncoded(this.#encoding)) return lines;
    return this.#decodeUuencodedLines(lines);
  }

  /** Every run of whole lines is wrapped as a block of its own. */
  #decodeUuencodedLines(lines: Buffer): Buffer {
    let start = 0;
    if (!this.#isInsideUuencode) {
      const begin = lines.subarray(0, 6).equals(BEGIN) ? 0 : lines.indexOf('\nbegin ') + 1;
      if (begin === 0 && !lines.subarray(0, 6).equals(BEGIN)) return Buffer.alloc(0);
      this.#isInsideUuencode = true;
      start = lines.indexOf(LF, begin) + 1;
      if (start === 0) return Buffer.alloc(0);
    }
    return decodeTransfer(Buffer.concat([WRAPPER, lines.subarray(start)]), this.#encoding);
  }
}

const BEGIN = Buffer.from('begin ');
const WRAPPER = Buffer.from('begin 644 x\n');

/** After the last whole line; in an endless line, before what could be half an escape or trailing blanks. */
function cutPoint(input: Buffer): number {
  const afterLine = input.lastIndexOf(LF) + 1;
  if (input.length - afterLine <= MAX_TAIL_BYTES) return afterLine;
  let cut = input.length;
  const floor = input.length - MAX_TAIL_BYTES;
  while (
    cut > floor &&
    (isBlank(input[cut - 1]!) || input.subarray(Math.max(cut - 2, 0), cut).includes(0x3d))
  )
    cut--;
  return cut;
}

function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0d;
}
