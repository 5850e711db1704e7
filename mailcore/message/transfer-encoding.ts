import { decodeBytes64 } from './base64.ts';
import { decodeQuotedPrintable } from './quoted-printable.ts';
import { decodeUuencode } from './uuencode.ts';

export { decodeQuotedPrintable, decodeUuencode };

const UUENCODE = new Set(['uuencode', 'x-uuencode', 'uue', 'x-uue']);

/** Decodes base64 bytes; foreign characters are skipped. RFC 2045 §6.8. */
export function decodeBase64(bytes: Uint8Array): Buffer {
  return decodeBytes64(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1'));
}

/** Decodes a whole body by its (lower-case) Content-Transfer-Encoding; unknown ones are passed through. Never throws. */
export function decodeTransfer(bytes: Uint8Array, encoding: string): Buffer {
  if (encoding === 'base64') return decodeBase64(bytes);
  if (encoding === 'quoted-printable') return decodeQuotedPrintable(bytes);
  if (UUENCODE.has(encoding)) return decodeUuencode(bytes);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** True when {@link decodeTransfer} changes bodies of this encoding. */
export function isEncoded(encoding: string): boolean {
  return encoding === 'base64' || encoding === 'quoted-printable' || UUENCODE.has(encoding);
}
