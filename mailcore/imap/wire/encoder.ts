import { CHARACTERS, isAll } from './characters.ts';
import { encodeModifiedUtf7 } from './modified-utf7.ts';

/** Everything here takes and returns binary strings: one char is one byte, written to the socket as latin1. */

const QUOTABLE = /^[^\x00\r\n\x80-\xff]*$/;
/** Longer strings travel as literals: some clients limit the length of a line. */
const MAX_QUOTED_LENGTH = 1_000;

/** UTF-8 bytes of `text` as a binary string. */
export function utf8Binary(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** string = quoted / literal, whichever can carry the bytes. RFC 9051 §4.3. */
export function encodeString(binary: string): string {
  if (binary.length > MAX_QUOTED_LENGTH || !QUOTABLE.test(binary)) return encodeLiteral(binary);
  return `"${binary.replace(/["\\]/g, '\\$&')}"`;
}

export function encodeLiteral(binary: string): string {
  return `{${binary.length}}\r\n${binary}`;
}

/** astring: an atom where that is enough. NIL is quoted: as an atom it would mean "nothing". */
export function encodeAString(binary: string): string {
  const isAtom = isAll(binary, CHARACTERS.atom) && binary.toUpperCase() !== 'NIL';
  return isAtom ? binary : encodeString(binary);
}

/** A mailbox name: modified UTF-7, or UTF-8 in a quoted string once UTF8=ACCEPT is enabled. RFC 3501 §5.1.3, RFC 6855 §3. */
export function encodeMailbox(name: string, isUtf8: boolean): string {
  if (!isUtf8) return encodeAString(encodeModifiedUtf7(name));
  const binary = utf8Binary(name);
  return isAll(binary, CHARACTERS.atom) ? encodeAString(binary) : `"${binary.replace(/["\\]/g, '\\$&')}"`;
}

export function encodeList(items: readonly string[]): string {
  return `(${items.join(' ')})`;
}
