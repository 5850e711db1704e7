import { WireError } from '../../errors.ts';
import type { Decoder } from './decoder.ts';

/** partial-range: results counted from the first, or with `isFromEnd` from the last. `first` is never above `last`. RFC 9394 §4. */
export interface PartialRange {
  readonly first: number;
  readonly last: number;
  readonly isFromEnd: boolean;
  /** As the client wrote it: the response repeats it. */
  readonly text: string;
}

const MAX_NUMBER = 0xffff_ffff;

export function decodePartialRange(decoder: Decoder): PartialRange {
  const text = decoder.atom();
  const match = /^(-?)([1-9]\d{0,9}):\1([1-9]\d{0,9})$/.exec(text);
  const one = Number(match?.[2]);
  const other = Number(match?.[3]);
  if (match === null || Math.max(one, other) > MAX_NUMBER) throw new WireError('Invalid partial range');
  return { first: Math.min(one, other), last: Math.max(one, other), isFromEnd: match[1] === '-', text };
}

/** The half-open slice of `count` results that a range names; empty when it names none. */
export function sliceOfRange(range: PartialRange, count: number): { start: number; end: number } {
  const { first, last, isFromEnd } = range;
  const start = isFromEnd ? Math.max(0, count - last) : first - 1;
  const end = isFromEnd ? count - first + 1 : Math.min(last, count);
  return start < end ? { start, end } : { start: 0, end: 0 };
}
