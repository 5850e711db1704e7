/** A repeatable source of numbers from 0 (inclusive) to 1 (exclusive): mulberry32. */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Bytes that parsers stumble over. */
const NASTY = [
  '\r',
  '\n',
  '\r\n',
  '\0',
  '.',
  '\r\n.\r\n',
  '<',
  '>',
  '"',
  '\\',
  '=',
  ' ',
  '\xff',
  '\xc3\xa9',
  '@',
  ':',
  '{',
  '}',
];

/** A binary string with one to four random changes: cut, doubled, overwritten, grown. The same `random` gives the same result. */
export function mutate(text: string, random: () => number): string {
  let mutated = text;
  for (let changes = 1 + pick(random, 4); changes > 0; changes--) mutated = change(mutated, random);
  return mutated;
}

export function pick(random: () => number, count: number): number {
  return Math.floor(random() * count);
}

function change(text: string, random: () => number): string {
  const at = pick(random, text.length + 1);
  const length = pick(random, 12);
  const before = text.slice(0, at);
  const after = text.slice(at + length);
  switch (pick(random, 5)) {
    case 0:
      return before + after;
    case 1:
      return before + text.slice(at, at + length).repeat(2 + pick(random, 3)) + after;
    case 2:
      return before + (NASTY[pick(random, NASTY.length)] ?? '') + text.slice(at);
    case 3:
      return before + String.fromCharCode(pick(random, 256)) + text.slice(at + 1);
    default:
      return before + 'A'.repeat(pick(random, 3_000)) + after;
  }
}
