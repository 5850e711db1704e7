/** Places of values in ascending order, equal values in one place, counted from zero without gaps: texts sort as numbers then. */
export type Ranks = Uint32Array;

/** Ranks of numbers. */
export function rankNumbers(values: Float64Array): Ranks {
  const order = orderOf(values);
  return denseRanks(order, (a, b) => values[a] === values[b]);
}

/** Ranks of texts under `<`. */
export function rankTexts(values: readonly string[]): Ranks {
  // Without a function of ours texts are compared by their UTF-16 units, as `<` does.
  const sorted = [...new Set(values)].sort();
  const ranks = new Map(sorted.map((text, rank) => [text, rank]));
  return Uint32Array.from(values, (text) => ranks.get(text) as number);
}

function denseRanks(order: Uint32Array, isEqual: (a: number, b: number) => boolean): Ranks {
  const ranks = new Uint32Array(order.length);
  let rank = 0;
  for (let index = 1; index < order.length; index++) {
    const at = order[index] as number;
    if (!isEqual(order[index - 1] as number, at)) rank++;
    ranks[at] = rank;
  }
  return ranks;
}

/** Indices of the values, ascending, equal ones in their own order. */
function orderOf(values: Float64Array): Uint32Array {
  const count = values.length;
  let least = Infinity;
  let most = -Infinity;
  for (const value of values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  // Value and index in one number, so that the engine sorts without calling back: ten times as fast.
  if ((most - least + 1) * count <= Number.MAX_SAFE_INTEGER)
    return unpack(
      values.map((value, index) => (value - least) * count + index),
      count,
    );
  return Uint32Array.from({ length: count }, (_, index) => index).sort(
    (a, b) => (values[a] as number) - (values[b] as number) || a - b,
  );
}

/** `items` by rank, equal ones as they stand. Ranks lie below `limit`. */
export function sortByRank(items: Uint32Array, rankOf: (item: number) => number, limit: number): Uint32Array {
  const ranks = items.map(rankOf);
  if (isAscending(ranks)) return items;
  return items.length * MANY > limit ? countingSort(items, ranks, limit) : packedSort(items, ranks);
}

/** Where items are this part of what there is, counting is cheaper than comparing. */
const MANY = 16;

function isAscending(ranks: Uint32Array): boolean {
  for (let index = 1; index < ranks.length; index++)
    if ((ranks[index] as number) < (ranks[index - 1] as number)) return false;
  return true;
}

function countingSort(items: Uint32Array, ranks: Uint32Array, limit: number): Uint32Array {
  const places = new Uint32Array(limit + 1);
  for (const rank of ranks) places[rank + 1] = (places[rank + 1] as number) + 1;
  for (let rank = 1; rank <= limit; rank++)
    places[rank] = (places[rank] as number) + (places[rank - 1] as number);
  const sorted = new Uint32Array(items.length);
  for (let index = 0; index < items.length; index++) {
    const rank = ranks[index] as number;
    const place = places[rank] as number;
    sorted[place] = items[index] as number;
    places[rank] = place + 1;
  }
  return sorted;
}

function packedSort(items: Uint32Array, ranks: Uint32Array): Uint32Array {
  const count = items.length;
  const packed = Float64Array.from(ranks, (rank, index) => rank * count + index);
  return unpack(packed, count).map((index) => items[index] as number);
}

function unpack(packed: Float64Array, count: number): Uint32Array {
  packed.sort();
  const indices = new Uint32Array(count);
  for (let place = 0; place < count; place++) {
    const number = packed[place] as number;
    indices[place] = number - Math.floor(number / count) * count;
  }
  return indices;
}
