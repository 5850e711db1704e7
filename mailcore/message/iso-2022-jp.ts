import { buildJisX0208, buildJisX0212, cellOf } from './jis-tables.ts';
import type { JisTable } from './jis-tables.ts';

const ESC = 0x1b;
const SO = 0x0e;
const SI = 0x0f;
const REPLACEMENT = 0xfffd;

type CharacterSet = 'ascii' | 'roman' | 'kana' | 'jisX0208' | 'jisX0212';

/**
 * Designations met in mail. ISO-2022-JP (RFC 1468), ISO-2022-JP-1 (RFC 2237), CP50220/50221 kana;
 * JIS X 0213 plane 1 is read as JIS X 0208, of which it is a superset.
 */
const DESIGNATIONS: readonly (readonly [string, CharacterSet])[] = [
  ['(B', 'ascii'],
  ['(J', 'roman'],
  // RFC 1468 forbids it, old mailers write it.
  ['(H', 'roman'],
  ['(I', 'kana'],
  ['$@', 'jisX0208'],
  ['$B', 'jisX0208'],
  ['$(@', 'jisX0208'],
  ['$(B', 'jisX0208'],
  ['$(D', 'jisX0212'],
  ['$(O', 'jisX0208'],
  ['$(Q', 'jisX0208'],
];

let jisX0208: JisTable | null = null;
let jisX0212: JisTable | null = null;

export function jisX0208Table(): JisTable {
  return (jisX0208 ??= buildJisX0208());
}

export function jisX0212Table(): JisTable {
  return (jisX0212 ??= buildJisX0212());
}

/**
 * Decodes ISO-2022-JP as found in mail: a superset of CP50220 that also takes empty escapes, SO/SI, raw 8-bit kana and
 * JIS X 0212. Every line starts in ASCII. What cannot be read becomes U+FFFD.
 */
export function decodeIso2022Jp(bytes: Uint8Array): string {
  return new Iso2022JpDecoder(bytes).decode();
}

class Iso2022JpDecoder {
  readonly #bytes: Uint8Array;
  #pos = 0;
  #set: CharacterSet = 'ascii';
  #isShiftedOut = false;
  readonly #units: Uint16Array;
  #length = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#units = new Uint16Array(bytes.length);
  }

  decode(): string {
    while (this.#pos < this.#bytes.length) this.#step(this.#bytes[this.#pos]!);
    return Buffer.from(this.#units.buffer, 0, 2 * this.#length).toString('utf16le');
  }

  #step(byte: number): void {
    if (byte === ESC) return this.#escape();
    if (byte === SO || byte === SI) {
      this.#isShiftedOut = byte === SO;
      this.#pos++;
    } else if (byte === 0x0a || byte === 0x0d) {
      this.#set = 'ascii';
      this.#isShiftedOut = false;
      this.#emit(byte, 1);
    } else if (byte >= 0x80) this.#eightBit(byte);
    else if (byte <= 0x20 || byte === 0x7f) this.#emit(byte, 1);
    else this.#graphic(byte);
  }

  #emit(codeUnit: number, length: number): void {
    this.#units[this.#length++] = codeUnit === 0 ? REPLACEMENT : codeUnit;
    this.#pos += length;
  }

  #escape(): void {
    const next = String.fromCharCode(...this.#bytes.subarray(this.#pos + 1, this.#pos + 4));
    for (const [sequence, set] of DESIGNATIONS) {
      if (!next.startsWith(sequence)) continue;
      this.#set = set;
      this.#pos += 1 + sequence.length;
      return;
    }
    // JIS X 0208-1990 announces itself with ESC & @ before ESC $ B.
    if (next.startsWith('&@')) this.#pos += 3;
    else this.#emit(0, 1);
  }

  /** A byte 0x21-0x7e in the current set. */
  #graphic(byte: number): void {
    if (this.#isShiftedOut || this.#set === 'kana') this.#kana(byte);
    // JIS X 0201 Roman has yen and overline at 5C and 7E; mail means backslash and tilde (paths, URLs), as CP50220 reads it.
    else if (this.#set === 'ascii' || this.#set === 'roman') this.#emit(byte, 1);
    else this.#doubleByte(byte);
  }

  #kana(byte: number): void {
    this.#emit(byte <= 0x5f ? 0xff40 + byte : 0, 1);
  }

  #doubleByte(lead: number): void {
    const trail = this.#bytes[this.#pos + 1] ?? 0;
    if (trail < 0x21 || trail > 0x7e) return this.#emit(0, 1);
    const table = this.#set === 'jisX0212' ? jisX0212Table() : jisX0208Table();
    this.#emit(table[cellOf((lead << 8) | trail)]!, 2);
  }

  /** Raw half-width kana in a two-byte or one-byte run; other high bytes are lost. */
  #eightBit(byte: number): void {
    this.#emit(byte >= 0xa1 && byte <= 0xdf ? byte + 0xfec0 : 0, 1);
  }
}
