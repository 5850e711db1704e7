const LF = 0x0a;
const CR = 0x0d;
const CRLF = Buffer.from('\r\n');

/** Bare LFs become CRLFs: what the store and every protocol hold. Returns `bytes` itself when there is none. */
export function withCrlf(bytes: Buffer): Buffer {
  const pieces: Buffer[] = [];
  let start = 0;
  for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) {
    if (at > 0 && bytes[at - 1] === CR) continue;
    pieces.push(bytes.subarray(start, at), CRLF);
    start = at + 1;
  }
  return pieces.length === 0 ? bytes : Buffer.concat([...pieces, bytes.subarray(start)]);
}

/** CRLFs become LFs: what files on Unix hold. Streams. */
export async function* withLf(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let heldCr = false;
  for await (const chunk of chunks) {
    const bytes: Buffer = heldCr ? Buffer.concat([Buffer.from('\r'), chunk]) : chunk;
    heldCr = bytes.at(-1) === CR;
    const pieces: Buffer[] = [];
    let start = 0;
    for (let at = bytes.indexOf(CRLF); at >= 0; at = bytes.indexOf(CRLF, start)) {
      pieces.push(bytes.subarray(start, at));
      start = at + 1;
    }
    pieces.push(bytes.subarray(start, heldCr ? -1 : undefined));
    yield Buffer.concat(pieces);
  }
  if (heldCr) yield Buffer.from('\r');
}
