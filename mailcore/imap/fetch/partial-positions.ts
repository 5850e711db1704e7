import type { Positions } from '../view/view.ts';
import { sliceOfRange } from '../wire/partial-range.ts';
import type { PartialRange } from '../wire/partial-range.ts';

/** Those of the messages that the range names, counted in mailbox order. RFC 9394 §3.3. */
export function partOf(positions: Positions, range: PartialRange): Positions {
  const count = positions.reduce((sum, { start, end }) => sum + end - start, 0);
  const part = sliceOfRange(range, count);
  const kept: { start: number; end: number }[] = [];
  let before = 0;
  for (const { start, end } of positions) {
    const from = Math.max(start, start + part.start - before);
    const to = Math.min(end, start + part.end - before);
    if (from < to) kept.push({ start: from, end: to });
    before += end - start;
  }
  return kept;
}
