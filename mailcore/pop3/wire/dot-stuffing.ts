const DOT = 0x2e;
const LF = 0x0a;
const CR = 0x0d;

/**
 * Byte-stuffs a multi-line response and ends it with `.`: a line that begins with the termination octet gets another one.
 * Works on chunks of any cut. A bare LF counts as a line end too: many clients take it for one, and must not see the end in a body.
 * RFC 1939 §3.
 */
export async function* dotStuffed(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let last = LF;
  let beforeLast = CR;
  for await (const chunk of chunks) {
    if (chunk.length === 0) continue;
    yield stuffChunk(chunk, last === LF);
    beforeLast = chunk.length > 1 ? chunk[chunk.length - 2]! : last;
    last = chunk[chunk.length - 1]!;
  }
  const endsLine = last === LF && beforeLast === CR;
  yield Buffer.from(endsLine ? '.\r\n' : '\r\n.\r\n');
}

/** One buffer out for one in, however many dots: a body made of dots must not become millions of writes. */
function stuffChunk(chunk: Buffer, startsLine: boolean): Buffer {
  const dots = leadingDots(chunk, startsLine);
  if (dots.length === 0) return chunk;
  const stuffed = Buffer.allocUnsafe(chunk.length + dots.length);
  let from = 0;
  let to = 0;
  for (const dot of dots) {
    to += chunk.copy(stuffed, to, from, dot);
    stuffed[to++] = DOT;
    from = dot;
  }
  chunk.copy(stuffed, to, from);
  return stuffed;
}

/** Where lines begin with a dot. */
function leadingDots(chunk: Buffer, startsLine: boolean): number[] {
  const dots = startsLine && chunk[0] === DOT ? [0] : [];
  for (let at = chunk.indexOf('\n.'); at !== -1; at = chunk.indexOf('\n.', at + 2)) dots.push(at + 1);
  return dots;
}
