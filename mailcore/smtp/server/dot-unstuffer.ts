const CR = 0x0d;
const LF = 0x0a;
const DOT = 0x2e;

/** What one look at the buffered bytes found. */
export interface UnstuffedBytes {
  /** The message's own bytes: slices of the input, without the added dots and the end mark. */
  readonly pieces: Buffer[];
  /** How much of the input is dealt with; the rest is needed again with what follows. */
  readonly consumedBytes: number;
  /** The end mark was found; it is consumed. */
  readonly isOver: boolean;
}

/**
 * Takes the dots out of a mail body that arrives in chunks and finds its end: CRLF . CRLF and nothing else.
 * A chunk is never consumed inside a line end or at a dot that may be the end mark. RFC 5321 §4.5.2, §4.1.1.4.
 */
export class DotUnstuffer {
  /** RFC 5321 §3.3: the CRLF of DATA itself begins the first line. */
  #isLineStart = true;

  push(bytes: Buffer): UnstuffedBytes {
    const pieces: Buffer[] = [];
    let start = 0;
    let dot = this.#isLineStart && bytes[0] === DOT ? 0 : nextDot(bytes, 0);
    while (dot !== -1) {
      const mark = dotKind(bytes, dot);
      if (dot > start) pieces.push(bytes.subarray(start, dot));
      if (mark === 'end') return { pieces, consumedBytes: dot + 3, isOver: true };
      if (mark === 'unknown') {
        this.#isLineStart = true;
        return { pieces, consumedBytes: dot, isOver: false };
      }
      start = dot + 1;
      dot = nextDot(bytes, start);
    }
    const consumedBytes = bytes[bytes.length - 1] === CR ? bytes.length - 1 : bytes.length;
    if (consumedBytes > start) pieces.push(bytes.subarray(start, consumedBytes));
    if (consumedBytes > 0) {
      this.#isLineStart = bytes[consumedBytes - 1] === LF && bytes[consumedBytes - 2] === CR;
    }
    return { pieces, consumedBytes, isOver: false };
  }
}

/** The next dot that begins a line, or -1. */
function nextDot(bytes: Buffer, from: number): number {
  const found = bytes.indexOf('\r\n.', from, 'latin1');
  return found === -1 ? -1 : found + 2;
}

function dotKind(bytes: Buffer, dot: number): 'end' | 'stuffing' | 'unknown' {
  const after = bytes[dot + 1];
  if (after === undefined) return 'unknown';
  if (after !== CR) return 'stuffing';
  if (dot + 2 >= bytes.length) return 'unknown';
  return bytes[dot + 2] === LF ? 'end' : 'stuffing';
}
