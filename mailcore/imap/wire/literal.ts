/** The announcement of a literal at the end of a command line: `{5}`, `{5+}`, `~{5}`. RFC 9051 §4.3, RFC 7888, RFC 3516 §4.4. */
export interface LiteralHeader {
  readonly sizeBytes: number;
  /** The client waits for `+` before it sends the bytes. */
  readonly isSynchronising: boolean;
  /** literal8: the bytes may hold NUL. */
  readonly isBinary: boolean;
  /** Where the announcement starts in the text searched. */
  readonly index: number;
}

const LITERAL_AT_END = /(~?)\{(\d+)(\+?)\}$/;
/** The longest announcement worth looking at: beyond 2^53 the number is "too large" whatever it says. */
const MAX_HEADER_LENGTH = 40;

/** The literal announced by the end of `line` (a binary string without its line end), or null. A number too long to count is Infinity. */
export function literalAtEnd(line: string): LiteralHeader | null {
  if (!line.endsWith('}')) return null;
  const from = Math.max(0, line.length - MAX_HEADER_LENGTH);
  const match = LITERAL_AT_END.exec(line.slice(from));
  if (match === null) return null;
  const digits = match[2] as string;
  return {
    sizeBytes: digits.length > 15 ? Infinity : Number(digits),
    isSynchronising: match[3] === '',
    isBinary: match[1] === '~',
    index: from + match.index,
  };
}
