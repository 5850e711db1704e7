const RADIX_BITS = 16;
const RADIX = 1 << RADIX_BITS;
const RADIX_MASK = RADIX - 1;
const LOW = 2 ** 32;

/**
 * Row indexes in the order of a numeric key, equal ones as they stood: a radix sort over 16 bits at a time in plain loops, since
 * a comparison sort of 100,000 rows takes longer than the whole query may. Keys must be integers less than 2^53 apart.
 */
export function stableSort(
  among: Uint32Array,
  key: (index: number) => number,
  isAscending: boolean,
): Uint32Array {
  const keys = new Float64Array(among.length);
  let min = Infinity;
  let max = -Infinity;
  let rises = false;
  let falls = false;
  let isStrict = true;
  for (let position = 0; position < among.length; position += 1) {
    const value = key(among[position]!);
    keys[position] = value;
    if (value < min) min = value;
    if (value > max) max = value;
    if (position === 0) continue;
    const step = value - keys[position - 1]!;
    if (step > 0) rises = true;
    else if (step < 0) falls = true;
    else isStrict = false;
  }
  if (isAscending ? !falls : !rises) return among;
  // Reversal keeps equal keys in order only when there are none.
  if (isStrict && (isAscending ? !rises : !falls)) return among.toReversed();
  for (let position = 0; position < keys.length; position += 1) {
    keys[position] = isAscending ? keys[position]! - min : max - keys[position]!;
  }
  return radixSort(among, keys, max - min);
}

function radixSort(among: Uint32Array, distances: Float64Array, range: number): Uint32Array {
  let order = new Uint32Array(among.length);
  for (let position = 0; position < order.length; position += 1) order[position] = position;
  let next = new Uint32Array(order.length);
  const words = new Uint32Array(order.length);
  for (let shift = 0; 2 ** shift <= range; shift += RADIX_BITS) {
    if (shift % 32 === 0) takeWord(distances, shift === 0, words);
    pass(order, next, words, shift % 32);
    [order, next] = [next, order];
  }
  for (let position = 0; position < order.length; position += 1) next[position] = among[order[position]!]!;
  return next;
}

/** The low or the high 32 bits of each distance. */
function takeWord(distances: Float64Array, isLow: boolean, words: Uint32Array): void {
  for (let position = 0; position < words.length; position += 1) {
    const distance = distances[position]!;
    words[position] = isLow ? distance % LOW : Math.floor(distance / LOW);
  }
}

/** One counting sort by 16 bits. */
function pass(order: Uint32Array, next: Uint32Array, words: Uint32Array, shift: number): void {
  const starts = new Uint32Array(RADIX + 1);
  for (let position = 0; position < words.length; position += 1) {
    starts[((words[position]! >>> shift) & RADIX_MASK) + 1]! += 1;
  }
  for (let value = 1; value <= RADIX; value += 1) starts[value]! += starts[value - 1]!;
  for (let place = 0; place < order.length; place += 1) {
    const position = order[place]!;
    next[starts[(words[position]! >>> shift) & RADIX_MASK]!++] = position;
  }
}
