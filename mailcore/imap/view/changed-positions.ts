import type { ModSeq } from '../../model/ids.ts';
import type { MailboxView, Positions } from './view.ts';

/** Those of `positions` whose messages changed after `since` and are still there. RFC 7162 §3.1.4.1. */
export function changedSince(view: MailboxView, positions: Positions, since: ModSeq): Positions {
  const { modseqs } = view.rows;
  const changed: { start: number; end: number }[] = [];
  for (const { start, end } of positions) {
    for (let position = start; position < end; position++) {
      const row = view.rowAt(position);
      if (row >= 0 && (modseqs[row] as number) > since) changed.push({ start: position, end: position + 1 });
    }
  }
  return changed;
}
