const LF = 0x0a;
const CR = 0x0d;
const QUOTABLE = /^>*From /;
/** A line without end is passed on in pieces of this size. */
const MAX_LINE_BYTES = 64 * 1024;

/** Turns a stored message into the lines of an mbox file: LF, and one more `>` before "From ". Streams; ends with a blank line. */
export async function* mboxLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  let isLineStart = true;
  for await (const chunk of chunks) {
    const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    const lines: Buffer[] = [];
    let start = 0;
    for (let end = bytes.indexOf(LF); end >= 0; end = bytes.indexOf(LF, start)) {
      lines.push(...quoted(bytes, start, isLineStart), ...withoutCr(bytes.subarray(start, end + 1)));
      isLineStart = true;
      start = end + 1;
    }
    if (bytes.length - start > MAX_LINE_BYTES) {
      // The last byte stays: it may be the first half of a CRLF.
      lines.push(...quoted(bytes, start, isLineStart), bytes.subarray(start, -1));
      isLineStart = false;
      start = bytes.length - 1;
    }
    rest = bytes.subarray(start);
    if (lines.length > 0) yield Buffer.concat(lines);
  }
  const last = rest.length > 0 ? [...quoted(rest, 0, isLineStart), rest, Buffer.from('\n')] : [];
  yield Buffer.concat([...last, Buffer.from('\n')]);
}

function quoted(bytes: Buffer, start: number, isLineStart: boolean): Buffer[] {
  const isFrom = isLineStart && QUOTABLE.test(bytes.toString('latin1', start, start + 1_000));
  return isFrom ? [Buffer.from('>')] : [];
}

function withoutCr(line: Buffer): Buffer[] {
  return line.at(-2) === CR ? [line.subarray(0, -2), Buffer.from('\n')] : [line];
}
