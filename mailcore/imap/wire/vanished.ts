import { formatRanges } from './sequence-set.ts';
import type { SequenceSet } from './sequence-set.ts';

/** A line stays about as long as RFC 7162 §4 lets a client's be. */
const MAX_RANGES_A_LINE = 1_000;

/** VANISHED responses that name all of these UIDs; "" for none. RFC 7162 §3.2.10. */
export function formatVanished(uids: SequenceSet, options: { isEarlier?: boolean } = {}): string {
  const tag = options.isEarlier === true ? ' (EARLIER)' : '';
  let text = '';
  for (let start = 0; start < uids.length; start += MAX_RANGES_A_LINE) {
    text += `* VANISHED${tag} ${formatRanges(uids.slice(start, start + MAX_RANGES_A_LINE))}\r\n`;
  }
  return text;
}
