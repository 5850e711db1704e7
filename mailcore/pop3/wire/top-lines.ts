const LF = 0x0a;

/**
 * The header, the blank line and the first `lines` lines of the body, cut out of a stream of the message whose body begins at
 * octet `bodyStart`. RFC 1939 §7 TOP.
 */
export async function* topLines(
  chunks: AsyncIterable<Buffer>,
  bodyStart: number,
  lines: number,
): AsyncGenerator<Buffer> {
  let offset = 0;
  let linesLeft = lines;
  for await (const chunk of chunks) {
    const bodyFrom = Math.max(0, bodyStart - offset);
    offset += chunk.length;
    if (bodyFrom >= chunk.length) {
      yield chunk;
      continue;
    }
    const { end, taken } = takeLines(chunk, bodyFrom, linesLeft);
    linesLeft -= taken;
    if (end > 0) yield chunk.subarray(0, end);
    if (linesLeft === 0) return;
  }
}

/** Where `count` lines from `from` on end, and how many of them end in this chunk. */
function takeLines(chunk: Buffer, from: number, count: number): { end: number; taken: number } {
  let end = from;
  for (let taken = 0; taken < count; taken++) {
    const newline = chunk.indexOf(LF, end);
    if (newline === -1) return { end: chunk.length, taken };
    end = newline + 1;
  }
  return { end, taken: count };
}
