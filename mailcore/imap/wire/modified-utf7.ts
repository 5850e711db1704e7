/** Mailbox names on the wire of IMAP4rev1: US-ASCII with `&…-` around modified base64 of UTF-16BE. RFC 3501 §5.1.3. */

/** Null when `text` is no modified UTF-7: an 8-bit character, an open shift, bad base64, half a surrogate pair. */
export function decodeModifiedUtf7(text: string): string | null {
  let decoded = '';
  let position = 0;
  while (position < text.length) {
    const ampersand = text.indexOf('&', position);
    const direct = text.slice(position, ampersand < 0 ? text.length : ampersand);
    if (/[^\x20-\x7e]/.test(direct)) return null;
    decoded += direct;
    if (ampersand < 0) break;
    const end = text.indexOf('-', ampersand);
    if (end < 0) return null;
    const shifted = end === ampersand + 1 ? '&' : decodeShifted(text.slice(ampersand + 1, end));
    if (shifted === null) return null;
    decoded += shifted;
    position = end + 1;
  }
  return decoded;
}

function decodeShifted(base64: string): string | null {
  if (!/^[A-Za-z0-9+,]+$/.test(base64)) return null;
  const bytes = Buffer.from(base64.replaceAll(',', '/'), 'base64');
  const unused = (base64.length * 6) % 16;
  if (unused >= 6 || bytes.length % 2 !== 0) return null;
  const text = bytes.swap16().toString('utf16le');
  return text.isWellFormed() ? text : null;
}

export function encodeModifiedUtf7(text: string): string {
  return text.replace(/&|[^\x20-\x7e]+/g, (run) => (run === '&' ? '&-' : `&${encodeShifted(run)}-`));
}

function encodeShifted(run: string): string {
  const base64 = Buffer.from(run, 'utf16le').swap16().toString('base64');
  return base64.replace(/=+$/, '').replaceAll('/', ',');
}
