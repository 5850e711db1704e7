const LF = 0x0a;

/** Decodes the first uuencoded block, `begin` to `end`; empty when there is none. POSIX uuencode. */
export function decodeUuencode(bytes: Uint8Array): Buffer {
  const chunks: Buffer[] = [];
  let isInside = false;
  let pos = 0;
  while (pos < bytes.length) {
    const newline = bytes.indexOf(LF, pos);
    const end = newline < 0 ? bytes.length : newline;
    const line = bytes.subarray(pos, end);
    pos = end + 1;
    if (!isInside) {
      isInside = startsWith(line, 'begin ');
      continue;
    }
    if (startsWith(line, 'end')) break;
    chunks.push(decodeLine(line));
  }
  return Buffer.concat(chunks);
}

/** The first character counts the bytes of the line; spaces and backticks are zero. */
function decodeLine(line: Uint8Array): Buffer {
  const count = line.length === 0 ? 0 : sixBits(line[0]);
  const out = Buffer.alloc(count + 2);
  for (let from = 1, to = 0; to < count; from += 4, to += 3) {
    const [a, b, c, d] = [line[from], line[from + 1], line[from + 2], line[from + 3]].map(sixBits) as Quad;
    out[to] = (a << 2) | (b >> 4);
    out[to + 1] = (b << 4) | (c >> 2);
    out[to + 2] = (c << 6) | d;
  }
  return out.subarray(0, count);
}

type Quad = [number, number, number, number];

function sixBits(byte: number | undefined): number {
  return byte === undefined || byte === 0x0d ? 0 : (byte - 0x20) & 0x3f;
}

function startsWith(line: Uint8Array, word: string): boolean {
  return Buffer.from(line.subarray(0, word.length)).toString('latin1') === word;
}
