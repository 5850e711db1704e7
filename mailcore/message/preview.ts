import { decodeCharset } from './charset.ts';
import { withoutCutCharacter } from './cut-character.ts';
import { htmlToText } from './html/to-text.ts';
import { decodeTransfer } from './transfer-encoding.ts';
import type { MimePart } from '../model/content.ts';

export const MAX_PREVIEW_CHARS = 256;
/** Transferred bytes looked at: plenty for 256 characters of text, enough to get past the styles of most HTML. */
const TEXT_BYTES = 2048;
const HTML_BYTES = 24 * 1024;

const QUOTED = /^\s*(?:[>＞|｜]|&gt;)/;
const ATTRIBUTION =
  /(?:\bwrote|\bschrieb|a écrit|さん(?:は|が)?書きました|のメール|Original Message|元のメッセージ)\s*-*[:：]?\s*-*$/i;
const ATTRIBUTION_END = /[-:：た]\s*$/;
const MAX_LINES = 200;
/** White space, controls and invisible padding of newsletters. */
const BLANKS = /[\s\x00-\x1f\x7f\u200b-\u200f\u2060\ufeff\u034f\u00ad]+/g;
const SEPARATOR = /^[\s\-=_*#~＝―─━・]+$/;

/** At most 256 characters of readable text of the first of these parts that has some. RFC 8621 §4.1.4. */
export function previewOf(bytes: Buffer, parts: readonly MimePart[]): string {
  for (const part of parts) {
    if (part.type !== 'text') continue;
    const text = headOf(bytes, part);
    const preview = previewText(part.subtype === 'html' ? htmlToText(text) : text);
    if (preview !== '') return preview;
  }
  return '';
}

function headOf(bytes: Buffer, part: MimePart): string {
  const limit = part.subtype === 'html' ? HTML_BYTES : TEXT_BYTES;
  const end = Math.min(part.bodyEnd, part.bodyStart + limit);
  const decoded = decodeTransfer(bytes.subarray(part.bodyStart, end), part.encoding);
  const isCut = end < part.bodyEnd;
  return decodeCharset(isCut ? withoutCutCharacter(decoded) : decoded, part.params.charset ?? null).text;
}

/** The writer's own words: quotes, attributions, rules and the signature are passed over unless there is nothing else. */
export function previewText(text: string): string {
  let own = '';
  let start = 0;
  for (let lines = 0; lines < MAX_LINES && start < text.length && own.length <= MAX_PREVIEW_CHARS; lines++) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(start, text[end - 1] === '\r' ? Math.max(end - 1, start) : end);
    start = end + 1;
    // RFC 3676 §4.3
    if (line === '-- ') break;
    if (!QUOTED.test(line) && !SEPARATOR.test(line) && !isAttribution(line)) own += `${line} `;
  }
  return squeeze(own) || squeeze(text.slice(0, 4 * MAX_PREVIEW_CHARS));
}

function isAttribution(line: string): boolean {
  return line.length < 200 && ATTRIBUTION_END.test(line) && ATTRIBUTION.test(line.trimEnd());
}

/** False when {@link BLANKS} could find something to squeeze; quicker than asking it. */
function isTidy(text: string): boolean {
  let previous = 0x20;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const isSuspect = code < 0x20 || (code >= 0x7f && code <= 0xad) || (code >= 0x2000 && code <= 0x2060);
    if (isSuspect || code === 0x34f || code === 0x1680 || code === 0x3000 || code === 0xfeff) return false;
    if (code === 0x20 && previous === 0x20) return false;
    previous = code;
  }
  return true;
}

function squeeze(text: string): string {
  const clean = !isTidy(text) ? text.replace(BLANKS, ' ').trim() : text.trim();
  if (clean.length <= MAX_PREVIEW_CHARS) return clean;
  const cut = clean.slice(0, MAX_PREVIEW_CHARS);
  return /[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut;
}
