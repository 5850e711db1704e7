import { WireError } from '../../errors.ts';
import { canonicalLabel } from '../../message/charset.ts';
import { defineCommand, SELECTED } from '../command.ts';
import type { Command } from '../command.ts';
import { no, ok } from '../errors.ts';
import type { Reply } from '../errors.ts';
import { evaluateSearch } from '../search/evaluate.ts';
import type { ImapSession } from '../session-state.ts';
import type { Decoder } from '../wire/decoder.ts';
import { encodeString } from '../wire/encoder.ts';
import { decodeSearchProgram } from '../wire/search-keys.ts';
import type { SearchKey, SearchProgram } from '../wire/search-keys.ts';
import { formatSequenceSet } from '../wire/sequence-set.ts';

export const search = searching('SEARCH', 'RFC 9051 §6.4.4, RFC 4731, RFC 7162 §3.1.5', false);
export const uidSearch = searching('UID SEARCH', 'RFC 9051 §6.4.9, RFC 4731, RFC 7162 §3.1.5', true);

const CHARSETS = ['US-ASCII', 'UTF-8', 'ISO-8859-1', 'ISO-2022-JP', 'SHIFT_JIS', 'EUC-JP'] as const;
const RETURN_OPTIONS = ['MIN', 'MAX', 'ALL', 'COUNT'] as const;
type ReturnOption = (typeof RETURN_OPTIONS)[number];

interface SearchRequest extends SearchProgram {
  /** Null: a SEARCH response; else ESEARCH with these. */
  readonly returns: readonly ReturnOption[] | null;
}

function searching(name: string, rfc: string, isUid: boolean): Command {
  return defineCommand({
    name,
    states: SELECTED,
    rfc,
    updates: isUid ? 'all' : 'noExpunge',
    parse: decodeSearch,
    run: (session, request) => runSearch(session, request, isUid),
  });
}

function decodeSearch(decoder: Decoder): SearchRequest {
  decoder.sp();
  const returns = decoder.tryText('RETURN ') ? decodeReturns(decoder) : null;
  return { ...decodeSearchProgram(decoder), returns };
}

/** RFC 4731 §3.1: an empty list means ALL. */
function decodeReturns(decoder: Decoder): ReturnOption[] {
  const options = decoder.list(() => {
    const name = decoder.keyword();
    const option = RETURN_OPTIONS.find((known) => known === name);
    if (option === undefined) throw new WireError('Unknown return option');
    return option;
  });
  decoder.sp();
  return options.length === 0 ? ['ALL'] : options;
}

async function runSearch(session: ImapSession, request: SearchRequest, isUid: boolean): Promise<Reply> {
  const charset = charsetOf(request.charset);
  // RFC 9051 §7.1 (BADCHARSET): with the charsets that would do.
  if (charset === null) return no('Charset not supported', `BADCHARSET (${CHARSETS.join(' ')})`);
  const hasModseq = asksForModseq(request.key);
  if (hasModseq) session.enabled.add('CONDSTORE');
  const positions = await evaluateSearch(session, request.key, charset);
  const { view } = session;
  const numbers = positions.map((position) => (isUid ? view.uidAt(position) : position + 1));
  const modseq = hasModseq ? highestModseq(session, positions) : null;
  await (request.returns === null
    ? session.untagged(plainResult(numbers, modseq))
    : session.untagged(extendedResult(session.tag, isUid, request.returns, numbers, modseq)));
  return ok('Search completed');
}

/** Clients send raw UTF-8 without naming it. */
function charsetOf(name: string | null): string | null {
  if (name === null) return 'utf-8';
  const label = canonicalLabel(name);
  return CHARSETS.some((known) => canonicalLabel(known) === label) ? label : null;
}

function asksForModseq(key: SearchKey): boolean {
  if (key.op === 'and') return key.keys.some(asksForModseq);
  if (key.op === 'or') return asksForModseq(key.left) || asksForModseq(key.right);
  return key.op === 'not' ? asksForModseq(key.key) : key.op === 'modseq';
}

/** Of the messages found; null when there are none. RFC 7162 §3.1.5. */
function highestModseq({ view }: ImapSession, positions: readonly number[]): number | null {
  let highest = 0;
  for (const position of positions) {
    highest = Math.max(highest, view.rows.modseqs[view.rowAt(position)] ?? 0);
  }
  return highest === 0 ? null : highest;
}

function plainResult(numbers: readonly number[], modseq: number | null): string {
  return ['SEARCH', ...numbers, ...(modseq === null ? [] : [`(MODSEQ ${modseq})`])].join(' ');
}

/** RFC 4731 §3.1: MIN, MAX and ALL are left out when nothing was found. */
function extendedResult(
  tag: string,
  isUid: boolean,
  returns: readonly ReturnOption[],
  numbers: readonly number[],
  modseq: number | null,
): string {
  const parts = [`ESEARCH (TAG ${encodeString(tag)})`];
  if (isUid) parts.push('UID');
  const isAny = numbers.length > 0;
  if (returns.includes('MIN') && isAny) parts.push(`MIN ${numbers[0]}`);
  if (returns.includes('MAX') && isAny) parts.push(`MAX ${numbers.at(-1)}`);
  if (returns.includes('COUNT')) parts.push(`COUNT ${numbers.length}`);
  if (returns.includes('ALL') && isAny) parts.push(`ALL ${formatSequenceSet(numbers)}`);
  if (modseq !== null) parts.push(`MODSEQ ${modseq}`);
  return parts.join(' ');
}
