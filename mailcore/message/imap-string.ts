/** Octets a quoted string cannot hold: NUL, CR, LF and, before UTF8=ACCEPT, anything beyond US-ASCII. RFC 9051 §9. */
const UNQUOTABLE = /[\x00\r\n\x80-\xff]/;

/** An IMAP string of a binary string: quoted where legal, else a literal; NUL is dropped. RFC 9051 §4.3. */
export function imapString(text: string): string {
  if (!UNQUOTABLE.test(text)) return quote(text);
  const clean = text.replaceAll('\0', '');
  return UNQUOTABLE.test(clean) ? `{${clean.length}}\r\n${clean}` : quote(clean);
}

/** RFC 9051 §9, nstring. */
export function imapNstring(text: string | null): string {
  return text === null ? 'NIL' : imapString(text);
}

function quote(text: string): string {
  return `"${text.includes('"') || text.includes('\\') ? text.replace(/["\\]/g, '\\$&') : text}"`;
}
