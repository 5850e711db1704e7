import { encodeString } from '../wire/encoder.ts';
import { sliceOfRange } from '../wire/partial-range.ts';
import type { SearchReturns } from '../wire/search-returns.ts';
import { formatSequenceSet } from '../wire/sequence-set.ts';

/** What a search found, as positions of a view, in the order asked for. */
export type Found = readonly number[];

/** How an ESEARCH response tells which search and mailbox it is about. RFC 4466 §2.6.2, RFC 7377 §2.1. */
export interface Correlator {
  readonly tag: string;
  /** Encoded for the wire; null for the selected mailbox. */
  readonly mailbox: { readonly name: string; readonly uidValidity: number } | null;
}

export interface ExtendedResult {
  readonly isUid: boolean;
  readonly returns: SearchReturns;
  readonly numbers: readonly number[];
  /** Null when the search did not ask about mod-sequences, or found nothing. */
  readonly modseq: number | null;
}

/** `ESEARCH …`. MIN, MAX and ALL are left out when nothing was found. RFC 4731 §3.1, RFC 5267 §3.1, RFC 9394 §3.1. */
export function formatExtended(
  correlator: Correlator,
  { isUid, returns, numbers, modseq }: ExtendedResult,
): string {
  const { items, partial } = returns;
  const parts = [`ESEARCH (${formatCorrelator(correlator)})`];
  if (isUid) parts.push('UID');
  const isAny = numbers.length > 0;
  if (items.has('MIN') && isAny) parts.push(`MIN ${numbers[0]}`);
  if (items.has('MAX') && isAny) parts.push(`MAX ${numbers.at(-1)}`);
  if (items.has('COUNT')) parts.push(`COUNT ${numbers.length}`);
  if (items.has('ALL') && isAny) parts.push(`ALL ${formatSequenceSet(numbers)}`);
  if (partial !== null) {
    const { start, end } = sliceOfRange(partial, numbers.length);
    const set = start < end ? formatSequenceSet(numbers.slice(start, end)) : 'NIL';
    parts.push(`PARTIAL (${partial.text} ${set})`);
  }
  if (modseq !== null) parts.push(`MODSEQ ${modseq}`);
  return parts.join(' ');
}

/** RFC 4466 §2.6.2. */
export function formatCorrelator({ tag, mailbox }: Correlator): string {
  const text = `TAG ${encodeString(tag)}`;
  return mailbox === null ? text : `${text} MAILBOX ${mailbox.name} UIDVALIDITY ${mailbox.uidValidity}`;
}

/**
 * The messages that the return options name: all found, unless nothing but MIN, MAX and PARTIAL was asked for. They are what SAVE keeps
 * and whose mod-sequences count. RFC 5182 §2.4, RFC 9394 §3.2, RFC 4731 §3.2.
 */
export function namedByReturns(found: Found, { items, partial }: SearchReturns): Found {
  const namesAll = items.has('ALL') || items.has('COUNT') || (items.size === 0 && partial === null);
  if (namesAll || found.length === 0) return found;
  const named = new Set<number>();
  if (items.has('MIN')) named.add(found[0] as number);
  if (items.has('MAX')) named.add(found.at(-1) as number);
  if (partial !== null) {
    const { start, end } = sliceOfRange(partial, found.length);
    for (const position of found.slice(start, end)) named.add(position);
  }
  return [...named];
}
