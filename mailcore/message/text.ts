import { MailParser } from 'mailparser';
import type { AttachmentStream, MessageText } from 'mailparser';
import { decodeCharset } from './charset.ts';
import { withoutCutCharacter } from './cut-character.ts';
import { unflow } from './flowed.ts';
import { htmlToText } from './html/to-text.ts';
import { decodeTransfer } from './transfer-encoding.ts';
import type { MimePart } from '../model/content.ts';

export { htmlToText };

export interface ReadTextOptions {
  /** Longest result in UTF-8 bytes, cut at a character; 0 or absent = no limit. */
  readonly maxBytes?: number;
  /** Join the lines of format=flowed text. RFC 3676. */
  readonly reflow?: boolean;
}

export interface PartText {
  /** Lines end in LF. */
  readonly text: string;
  readonly isTruncated: boolean;
  /** True when bytes did not fit the charset. RFC 8621 §4.1.4 isEncodingProblem. */
  readonly isEncodingProblem: boolean;
}

/** Decodes a text part of the message in `bytes`: transfer encoding, charset, line ends. Never throws. RFC 8621 §4.1.4. */
export function readTextPart(bytes: Buffer, part: MimePart, options: ReadTextOptions = {}): PartText {
  const maxBytes = options.maxBytes ?? 0;
  // Quoted-printable needs up to three bytes for one; ISO-2022-JP six for a lone character. Headroom for blank padding.
  const readEnd =
    maxBytes === 0 ? part.bodyEnd : Math.min(part.bodyEnd, part.bodyStart + 8 * maxBytes + 1024);
  const decoded = decodeTransfer(bytes.subarray(part.bodyStart, readEnd), part.encoding);
  const isCut = readEnd < part.bodyEnd;
  const { text, isLossy } = decodeCharset(
    isCut ? withoutCutCharacter(decoded) : decoded,
    part.params.charset ?? null,
  );
  const lines = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
  const isFlowed = options.reflow === true && part.params.format?.toLowerCase() === 'flowed';
  const whole = isFlowed ? unflow(lines, part.params.delsp?.toLowerCase() === 'yes') : lines;
  const cut = maxBytes === 0 ? whole : truncateUtf8(whole, maxBytes);
  return {
    text: cut,
    isTruncated: cut.length < whole.length || isCut,
    isEncodingProblem: isLossy,
  };
}

/** The longest prefix of at most `maxBytes` UTF-8 bytes that cuts no character. */
export function truncateUtf8(text: string, maxBytes: number): string {
  if (text.length * 3 <= maxBytes) return text;
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(maxBytes));
  return text.slice(0, read);
}

/** Input beyond this is not searched, nor is text beyond {@link MAX_SEARCHABLE_CHARS}. */
const MAX_PARSED_BYTES = 32 * 1024 * 1024;
export const MAX_SEARCHABLE_CHARS = 512 * 1024;
const CHUNK_BYTES = 64 * 1024;

/**
 * The words of a message that came as a file, for full-text search: its text (HTML turned to text) and the names of its attachments, one
 * item a line. Attachment contents are passed over. Bounded; never rejects for what the message holds.
 */
export async function searchableText(bytes: Buffer): Promise<string> {
  const collected: string[] = [];
  const parser = new MailParser({ skipImageLinks: true, skipTextLinks: true, skipTextToHtml: true });
  const done = new Promise<void>((resolve) => {
    parser.on('data', (item: AttachmentStream | MessageText) => collect(item, collected));
    parser.on('end', resolve);
    // What was read before the fault is still worth finding.
    parser.on('error', () => resolve());
  });
  feed(parser, bytes.subarray(0, MAX_PARSED_BYTES));
  await done;
  return collected.join('\n').slice(0, MAX_SEARCHABLE_CHARS);
}

function collect(item: AttachmentStream | MessageText, collected: string[]): void {
  if (item.type === 'text') {
    if (typeof item.text === 'string') collected.unshift(item.text);
    else if (typeof item.html === 'string') collected.unshift(htmlToText(item.html));
    return;
  }
  if (item.filename !== undefined && collected.length < 1000) collected.push(item.filename);
  item.content.on('end', () => item.release?.());
  item.content.resume();
}

function feed(parser: MailParser, bytes: Buffer, start = 0): void {
  for (let pos = start; pos < bytes.length; pos += CHUNK_BYTES) {
    if (parser.destroyed) return;
    if (parser.write(bytes.subarray(pos, pos + CHUNK_BYTES))) continue;
    parser.once('drain', () => feed(parser, bytes, pos + CHUNK_BYTES));
    return;
  }
  parser.end();
}
