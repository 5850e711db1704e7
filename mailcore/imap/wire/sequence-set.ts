import { WireError } from '../../errors.ts';

/** One element of a sequence set; `*` is Infinity. `from` is never above `to`. RFC 9051 §9 (seq-range). */
export interface SequenceRange {
  readonly from: number;
  readonly to: number;
}

/** Sequence numbers or UIDs as the client wrote them, at most {@link MAX_RANGES} ranges. */
export type SequenceSet = readonly SequenceRange[];

/** `$`: the result of the last search that was saved; the view knows what it is. RFC 5182 §3 (seq-last-command). */
export const LAST_RESULT: SequenceSet = [];

export const MAX_RANGES = 20_000;
const MAX_NUMBER = 0xffff_ffff;

/** Parses a sequence set. Throws WireError for zero, a number over 32 bits, or too many ranges. */
export function parseSequenceSet(text: string): SequenceSet {
  const elements = text.split(',', MAX_RANGES + 1);
  if (elements.length > MAX_RANGES) throw new WireError('Too many ranges in sequence set');
  return elements.map(parseRange);
}

function parseRange(text: string): SequenceRange {
  const colon = text.indexOf(':');
  if (colon < 0) {
    const only = parseNumber(text);
    return { from: only, to: only };
  }
  const first = parseNumber(text.slice(0, colon));
  const second = parseNumber(text.slice(colon + 1));
  // RFC 9051 §9: 2:4 and 4:2 are equivalent.
  return first <= second ? { from: first, to: second } : { from: second, to: first };
}

function parseNumber(text: string): number {
  if (text === '*') return Infinity;
  const value = /^[1-9]\d{0,9}$/.test(text) ? Number(text) : 0;
  if (value < 1 || value > MAX_NUMBER) throw new WireError('Invalid sequence set');
  return value;
}

/** The ranges with `*` replaced by `last`, sorted, overlaps joined; empty when `last` is 0. */
export function normaliseRanges(set: SequenceSet, last: number): SequenceRange[] {
  if (last === 0) return [];
  const resolved = set.map(({ from, to }) => resolveStar(from, to, last)).sort((a, b) => a.from - b.from);
  const joined: SequenceRange[] = [];
  for (const range of resolved) {
    const previous = joined.at(-1);
    if (previous === undefined || range.from > previous.to + 1) joined.push(range);
    else if (range.to > previous.to) joined[joined.length - 1] = { from: previous.from, to: range.to };
  }
  return joined;
}

/** RFC 9051 §9: `*` is the largest number in use, so 4000:* means 3000:4000 when 3000 is the largest. */
function resolveStar(from: number, to: number, last: number): SequenceRange {
  const first = from === Infinity ? last : from;
  const second = to === Infinity ? last : to;
  return first <= second ? { from: first, to: second } : { from: second, to: first };
}

/** Ascending numbers as the shortest set: `1:3,7`. Empty text for none. */
export function formatSequenceSet(ascending: ArrayLike<number>): string {
  return formatRanges(rangesOf(ascending));
}

/** Ascending numbers as ranges. */
export function rangesOf(ascending: ArrayLike<number>): SequenceRange[] {
  const ranges: SequenceRange[] = [];
  for (let index = 0; index < ascending.length;) {
    const from = ascending[index] as number;
    let to = from;
    while (++index < ascending.length && ascending[index] === to + 1) to++;
    ranges.push({ from, to });
  }
  return ranges;
}

export function formatRanges(ranges: SequenceSet): string {
  return ranges.map(({ from, to }) => (from === to ? String(from) : `${from}:${to}`)).join(',');
}

/** What two normalised sets have in common. */
export function intersectRanges(left: SequenceSet, right: SequenceSet): SequenceRange[] {
  const common: SequenceRange[] = [];
  for (let i = 0, j = 0; i < left.length && j < right.length;) {
    const a = left[i] as SequenceRange;
    const b = right[j] as SequenceRange;
    const from = Math.max(a.from, b.from);
    const to = Math.min(a.to, b.to);
    if (from <= to) common.push({ from, to });
    if (a.to < b.to) i++;
    else j++;
  }
  return common;
}
