import { decodeBytes64 } from './base64.ts';
import { decodeCharset, decodeGuessed, encodeCharset } from './charset.ts';

/** RFC 2047 §2, with blanks tolerated inside the text, as broken mailers write. RFC 2231 §5 adds `*language`. */
const WORD = /=\?([^?*\s]{1,60})(?:\*[^?\s]{0,60})?\?([bq])\?([^?\r\n]*)\?=/gi;
const MAX_WORD_BYTES = 75;

/** Decodes an unfolded binary header value: encoded words, raw UTF-8, raw ISO-2022-JP. NFC, without control characters. RFC 2047 §6. */
export function decodeHeaderText(value: string): string {
  if (!/[^\x20-\x7e]/.test(value) && !value.includes('=?')) return value;
  const text = value.includes('=?') ? decodeWords(value) : decodeRawText(value);
  return text.replace(/[\x00-\x1f\x7f]+/g, ' ').normalize('NFC');
}

/** Decodes a binary string that holds no encoded words. */
export function decodeRawText(value: string): string {
  return /[^\x20-\x7e\t\r\n]/.test(value) ? decodeGuessed(Buffer.from(value, 'latin1')).text : value;
}

interface Run {
  charset: string;
  encoding: 'b' | 'q';
  texts: string[];
}

/**
 * Adjacent words of one charset are joined before they are decoded: mailers split multibyte characters,
 * even base64 groups, across words.
 */
function decodeWords(value: string): string {
  let text = '';
  let end = 0;
  let run: Run | null = null;
  for (const match of value.matchAll(WORD)) {
    const between = value.slice(end, match.index);
    const charset = match[1]!.toLowerCase();
    const encoding = match[2]!.toLowerCase() === 'b' ? 'b' : 'q';
    const isAdjacent = run !== null && between.trim() === '';
    if (isAdjacent && run!.charset === charset && run!.encoding === encoding) {
      run!.texts.push(match[3]!);
    } else {
      text += decodeRun(run) + (isAdjacent ? '' : decodeRawText(between));
      run = { charset, encoding, texts: [match[3]!] };
    }
    end = match.index + match[0].length;
  }
  return text + decodeRun(run) + decodeRawText(value.slice(end));
}

function decodeRun(run: Run | null): string {
  if (run === null) return '';
  const bytes = run.encoding === 'q' ? decodeQ(run.texts.join('')) : decodeB(run.texts);
  return decodeCharset(bytes, run.charset).text;
}

/** RFC 2047 §4.2. */
function decodeQ(text: string): Buffer {
  const bytes = Buffer.allocUnsafe(text.length);
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    let code = text.charCodeAt(i);
    if (code === 0x5f) code = 0x20;
    else if (code === 0x3d && /^[0-9a-f]{2}$/i.test(text.slice(i + 1, i + 3))) {
      code = parseInt(text.slice(i + 1, i + 3), 16);
      i += 2;
    }
    bytes[length++] = code;
  }
  return bytes.subarray(0, length);
}

function decodeB(texts: readonly string[]): Buffer {
  const chunks: Buffer[] = [];
  let open = '';
  for (const text of texts) {
    open += text.replace(/\s+/g, '');
    if (open.length % 4 !== 0 && !open.endsWith('=')) continue;
    chunks.push(decodeBytes64(open));
    open = '';
  }
  chunks.push(decodeBytes64(open));
  return Buffer.concat(chunks);
}

export type HeaderCharset = 'utf-8' | 'iso-2022-jp';

/**
 * Encodes text for an unstructured header or a display name: unchanged when it is printable US-ASCII, else encoded words
 * of at most 75 bytes, cut at characters, joined by one space. RFC 2047 §2.
 */
export function encodeHeaderText(text: string, charset: HeaderCharset = 'utf-8'): string {
  if (!/[^\x20-\x7e]/.test(text) && !text.includes('=?')) return text;
  return encodeWords(text, charset);
}

/** Encodes as encoded words whether it needs to or not. */
export function encodeWords(text: string, charset: HeaderCharset = 'utf-8'): string {
  const encoding = charset === 'utf-8' && isMostlyAscii(text) ? 'q' : 'b';
  const words: string[] = [];
  let word = '';
  for (const char of text) {
    if (word !== '' && wordLength(word + char, charset, encoding) > MAX_WORD_BYTES) {
      words.push(formatWord(word, charset, encoding));
      word = '';
    }
    word += char;
  }
  words.push(formatWord(word, charset, encoding));
  return words.join(' ');
}

function isMostlyAscii(text: string): boolean {
  const others = text.replace(/[\x20-\x7e]+/g, '').length;
  return others * 4 <= text.length;
}

function wordLength(text: string, charset: HeaderCharset, encoding: 'b' | 'q'): number {
  const overhead = `=?${charset}?b??=`.length;
  const bytes = encodeCharset(text, charset).bytes;
  return overhead + (encoding === 'b' ? 4 * Math.ceil(bytes.length / 3) : encodeQ(bytes).length);
}

function formatWord(text: string, charset: HeaderCharset, encoding: 'b' | 'q'): string {
  const { bytes } = encodeCharset(text, charset);
  const body = encoding === 'b' ? bytes.toString('base64') : encodeQ(bytes);
  return `=?${charset.toUpperCase()}?${encoding.toUpperCase()}?${body}?=`;
}

/** The alphabet that is legal in phrases too. RFC 2047 §5 (3). */
function encodeQ(bytes: Buffer): string {
  let text = '';
  for (const byte of bytes) {
    if (byte === 0x20) text += '_';
    else if (/[A-Za-z0-9!*+\-/]/.test(String.fromCharCode(byte))) text += String.fromCharCode(byte);
    else text += `=${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return text;
}
