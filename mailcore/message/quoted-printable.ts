const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const EQUALS = 0x3d;

/** Decodes quoted-printable; bad escapes stay as written, blanks at line ends go. RFC 2045 §6.7. */
export function decodeQuotedPrintable(bytes: Uint8Array): Buffer {
  const out = Buffer.allocUnsafe(bytes.length);
  let length = 0;
  let pos = 0;
  while (pos < bytes.length) {
    const byte = bytes[pos]!;
    if (byte === EQUALS) {
      const value = hexPair(bytes, pos + 1);
      const next = value < 0 ? softBreakEnd(bytes, pos + 1) : pos + 3;
      if (value >= 0) out[length++] = value;
      else if (next < 0) out[length++] = EQUALS;
      pos = next < 0 ? pos + 1 : next;
    } else if (byte === SPACE || byte === TAB) {
      const end = blankRunEnd(bytes, pos);
      const isTrailing = end < bytes.length && isLineBreak(bytes, end);
      while (pos < end && !isTrailing) out[length++] = bytes[pos++]!;
      pos = end;
    } else {
      out[length++] = byte;
      pos++;
    }
  }
  return out.subarray(0, length);
}

function hexPair(bytes: Uint8Array, pos: number): number {
  const high = hexDigit(bytes[pos]);
  const low = hexDigit(bytes[pos + 1]);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

function hexDigit(byte: number | undefined): number {
  if (byte === undefined) return -1;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

/** Past the line break that ends the soft-broken line, or -1 when `=` starts none. */
function softBreakEnd(bytes: Uint8Array, pos: number): number {
  const end = blankRunEnd(bytes, pos);
  if (end >= bytes.length) return end;
  if (bytes[end] === LF) return end + 1;
  return bytes[end] === CR && bytes[end + 1] === LF ? end + 2 : -1;
}

function blankRunEnd(bytes: Uint8Array, pos: number): number {
  let end = pos;
  while (end < bytes.length && (bytes[end] === SPACE || bytes[end] === TAB)) end++;
  return end;
}

function isLineBreak(bytes: Uint8Array, pos: number): boolean {
  return bytes[pos] === LF || (bytes[pos] === CR && bytes[pos + 1] === LF);
}
