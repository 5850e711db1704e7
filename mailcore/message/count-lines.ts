const LF = 0x0a;
const FOUR_LF = 0x0a0a0a0a;
const LOW_BITS = 0x7f7f7f7f;

/** Line feeds between two offsets, four bytes at a time. */
export function countLines(bytes: Uint8Array, start: number, end: number): number {
  const misaligned = (bytes.byteOffset + start) % 4;
  const wordStart = Math.min(end, misaligned === 0 ? start : start + 4 - misaligned);
  const wordCount = (end - wordStart) >> 2;
  const wordEnd = wordStart + 4 * wordCount;
  const words = new Int32Array(
    bytes.buffer,
    bytes.byteOffset + wordStart - ((bytes.byteOffset + wordStart) % 4),
    wordCount,
  );
  return countBytes(bytes, start, wordStart) + countWords(words) + countBytes(bytes, wordEnd, end);
}

function countBytes(bytes: Uint8Array, start: number, end: number): number {
  let lines = 0;
  for (let pos = start; pos < end; pos++) if (bytes[pos] === LF) lines++;
  return lines;
}

function countWords(words: Int32Array): number {
  let lines = 0;
  for (let i = 0; i < words.length; i++) {
    const differing = words[i]! ^ FOUR_LF;
    // The top bit of each byte is set where that byte equals LF.
    let matches = ~(((differing & LOW_BITS) + LOW_BITS) | differing | LOW_BITS);
    for (; matches !== 0; matches &= matches - 1) lines++;
  }
  return lines;
}
