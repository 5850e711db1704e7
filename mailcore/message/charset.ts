import { isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';
import { decodeIso2022Jp } from './iso-2022-jp.ts';
import { encodeIso2022Jp } from './iso-2022-jp-encoder.ts';

/** Labels that mail uses and the Encoding Standard does not know, or knows as something weaker. */
const ALIASES: Readonly<Record<string, string>> = {
  'iso-2022-jp-1': 'iso-2022-jp',
  'iso-2022-jp-2': 'iso-2022-jp',
  'iso-2022-jp-3': 'iso-2022-jp',
  'iso-2022-jp-2004': 'iso-2022-jp',
  'iso-2022-jp-ms': 'iso-2022-jp',
  'iso2022-jp': 'iso-2022-jp',
  iso2022jp: 'iso-2022-jp',
  csiso2022jp: 'iso-2022-jp',
  cp50220: 'iso-2022-jp',
  cp50221: 'iso-2022-jp',
  cp50222: 'iso-2022-jp',
  jis: 'iso-2022-jp',
  cp932: 'shift_jis',
  'cp-932': 'shift_jis',
  ms932: 'shift_jis',
  sjis: 'shift_jis',
  'sjis-win': 'shift_jis',
  'shift-jis': 'shift_jis',
  windows932: 'shift_jis',
  'windows-932': 'shift_jis',
  'eucjp-win': 'euc-jp',
  'eucjp-ms': 'euc-jp',
  cp51932: 'euc-jp',
  eucjp: 'euc-jp',
  euc_jp: 'euc-jp',
  euc: 'euc-jp',
  utf8: 'utf-8',
  utf8mb4: 'utf-8',
  'utf-8mb4': 'utf-8',
  cp1252: 'windows-1252',
  cp936: 'gbk',
  cp949: 'euc-kr',
  cp950: 'big5',
};

/** Labels that say nothing about bytes beyond US-ASCII. */
const UNSPECIFIC = new Set([
  '',
  'us-ascii',
  'ascii',
  'unknown',
  'unknown-8bit',
  'x-unknown',
  '7bit',
  '8bit',
  'default',
  'none',
]);

export interface DecodedText {
  readonly text: string;
  /** True when bytes could not be read and U+FFFD, or a guess, stands for them. */
  readonly isLossy: boolean;
}

/**
 * Decodes bytes by a charset label of a mail, in any spelling; null or an unknown label means the best guess
 * (UTF-8 when valid, ISO-2022-JP by its escapes, Japanese by its kana, else windows-1252). Never throws.
 */
export function decodeCharset(bytes: Uint8Array, label: string | null): DecodedText {
  const charset = canonicalLabel(label);
  if (UNSPECIFIC.has(charset)) return decodeGuessed(bytes);
  if (charset === 'utf-8') return decodeUtf8(bytes);
  if (charset === 'iso-2022-jp') return decodeJis(bytes);
  const decoder = textDecoder(charset);
  if (decoder !== null) return result(decoder.decode(bytes));
  if (iconv.encodingExists(charset)) return result(iconv.decode(Buffer.from(bytes), charset));
  return { ...decodeGuessed(bytes), isLossy: !isAscii(bytes) };
}

/** Decodes bytes that no label describes. */
export function decodeGuessed(bytes: Uint8Array): DecodedText {
  if (hasJisEscape(bytes)) return decodeJis(bytes);
  if (isUtf8(bytes)) return { text: validUtf8(bytes), isLossy: false };
  for (const charset of ['euc-jp', 'shift_jis']) {
    const text = knownDecoder(charset).decode(bytes);
    // Two kana in a row are all but impossible in Latin text read as Japanese.
    if (!text.includes('\ufffd') && /[\u3041-\u3096\u30a1-\u30fc]{2}/.test(text))
      return { text, isLossy: false };
  }
  return { text: knownDecoder('windows-1252').decode(bytes), isLossy: true };
}

/** The label in lower case without quotes and blanks, aliases resolved. */
export function canonicalLabel(label: string | null): string {
  if (label === null || label === 'utf-8' || label === 'us-ascii') return label ?? '';
  const lower = (label ?? '')
    .toLowerCase()
    .replace(/["'\s]/g, '')
    .slice(0, 80);
  const plain = lower.startsWith('x-') && lower !== 'x-unknown' && !isKnown(lower) ? lower.slice(2) : lower;
  return Object.hasOwn(ALIASES, plain) ? ALIASES[plain]! : plain;
}

/** Whether text labelled so is read by its label and not by guess. */
export function isDecodable(label: string): boolean {
  const charset = canonicalLabel(label);
  return charset === 'us-ascii' || charset === 'utf-8' || charset === 'iso-2022-jp' || isKnown(charset);
}

export interface EncodedText {
  readonly bytes: Buffer;
  /** Characters the charset does not have, each once; `?` stands for them in `bytes`. */
  readonly unencodable: readonly string[];
}

/** Encodes text in a charset; unknown labels mean UTF-8. */
export function encodeCharset(text: string, label: string): EncodedText {
  const charset = canonicalLabel(label);
  if (charset === 'iso-2022-jp') return encodeIso2022Jp(text);
  if (charset === 'utf-8' || !iconv.encodingExists(charset))
    return { bytes: Buffer.from(text), unencodable: [] };
  const bytes = iconv.encode(text, charset);
  const unencodable = iconv.decode(bytes, charset) === text ? [] : missingCharacters(text, charset);
  return { bytes, unencodable };
}

function missingCharacters(text: string, charset: string): string[] {
  const missing = new Set<string>();
  for (const char of new Set(text))
    if (iconv.decode(iconv.encode(char, charset), charset) !== char) missing.add(char);
  return [...missing];
}

function decodeUtf8(bytes: Uint8Array): DecodedText {
  if (isUtf8(bytes)) return { text: validUtf8(bytes), isLossy: false };
  // Labelled UTF-8, written in something else.
  const guess = decodeGuessed(bytes);
  return guess.isLossy ? { text: knownDecoder('utf-8').decode(bytes), isLossy: true } : guess;
}

function validUtf8(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
  return text.startsWith('\ufeff') ? text.slice(1) : text;
}

function decodeJis(bytes: Uint8Array): DecodedText {
  if (!hasJisEscape(bytes) && !isAscii(bytes)) {
    // Labelled ISO-2022-JP, written in something else.
    const guess = decodeGuessed(bytes);
    if (!guess.isLossy) return guess;
  }
  return result(decodeIso2022Jp(bytes));
}

function result(text: string): DecodedText {
  return { text, isLossy: text.includes('\ufffd') };
}

function hasJisEscape(bytes: Uint8Array): boolean {
  for (let at = bytes.indexOf(0x1b); at >= 0; at = bytes.indexOf(0x1b, at + 1)) {
    const next = bytes[at + 1];
    if (next === 0x24 || (next === 0x28 && bytes[at + 2] === 0x49)) return true;
  }
  return false;
}

function isAscii(bytes: Uint8Array): boolean {
  for (const byte of bytes) if (byte >= 0x80) return false;
  return true;
}

const decoders = new Map<string, TextDecoder | null>();

function textDecoder(charset: string): TextDecoder | null {
  const known = decoders.get(charset);
  if (known !== undefined) return known;
  let decoder: TextDecoder | null = null;
  try {
    decoder = new TextDecoder(charset);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  // Labels come from mail: remember only a bounded number.
  if (decoders.size < 200) decoders.set(charset, decoder);
  return decoder;
}

function knownDecoder(charset: string): TextDecoder {
  return textDecoder(charset)!;
}

function isKnown(charset: string): boolean {
  return textDecoder(charset) !== null || iconv.encodingExists(charset);
}
