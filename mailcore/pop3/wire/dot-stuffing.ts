const DOT = 0x2e;
const LF = 0x0a;
const CR = 0x0d;

/**
 * Byte-stuffs a multi-line response and ends it with `.`: a line that begins with the termination octet gets another one.
 * Works on chunks of any cut. RFC 1939 §3.
 */
export async function* dotStuffed(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let last = LF;
  let beforeLast = CR;
  for await (const chunk of chunks) {
    if (chunk.length === 0) continue;
    yield* stuffChunk(chunk, last);
    beforeLast = chunk.length > 1 ? chunk[chunk.length - 2]! : last;
    last = chunk[chunk.length - 1]!;
  }
  const endsLine = last === LF && beforeLast === CR;
  yield Buffer.from(endsLine ? '.\r\n' : '\r\n.\r\n');
}

function* stuffChunk(chunk: Buffer, before: number): Generator<Buffer> {
  let start = 0;
  if (before === LF && chunk[0] === DOT) yield Buffer.from('.');
  for (;;) {
    const at = chunk.indexOf('\n.', start);
    if (at === -1) break;
    yield chunk.subarray(start, at + 1);
    yield Buffer.from('.');
    start = at + 1;
  }
  yield chunk.subarray(start);
}

/** The header and the first `lines` lines of the body, cut out of a stream of the message. RFC 1939 §7 TOP. */
export async function* topLines(
  chunks: AsyncIterable<Buffer>,
  bodyStart: number,
  lines: number,
): AsyncGenerator<Buffer> {
  let offset = 0;
  let left = lines;
  for await (const chunk of chunks) {
    const bodyFrom = Math.max(0, bodyStart - offset);
    offset += chunk.length;
    if (bodyFrom >= chunk.length) {
      yield chunk;
      continue;
    }
    let end = bodyFrom;
    while (left > 0) {
      const newline = chunk.indexOf(LF, end);
      if (newline === -1) {
        end = chunk.length;
        break;
      }
      end = newline + 1;
      left -= 1;
    }
    yield chunk.subarray(0, end);
    if (left === 0) return;
  }
}
