import { ok } from '../errors.ts';
import type { Reply } from '../errors.ts';
import type { ImapSession } from '../session-state.ts';
import { sortFound } from '../sort/sort-found.ts';
import type { MailboxView } from '../view.ts';
import type { SearchKey, SearchProgram } from '../wire/search-keys.ts';
import type { SearchReturns } from '../wire/search-returns.ts';
import type { SortCriterion } from '../wire/sort-criteria.ts';
import { badCharset, searchCharset } from './charsets.ts';
import { evaluateSearch } from './evaluate.ts';
import { formatExtended, namedByReturns } from './search-result.ts';
import type { Found } from './search-result.ts';

/** SEARCH or SORT of the selected mailbox. */
export interface SearchRequest {
  readonly program: SearchProgram;
  /** Null: a SEARCH or SORT response; else ESEARCH. */
  readonly returns: SearchReturns | null;
  /** Null for mailbox order. */
  readonly order: readonly SortCriterion[] | null;
}

/** Searches, sorts, answers. RFC 9051 §6.4.4, RFC 5256 §3. */
export async function runSearch(
  session: ImapSession,
  request: SearchRequest,
  isUid: boolean,
): Promise<Reply> {
  const { view } = session;
  const { program, returns, order } = request;
  // RFC 5182 §2.1: a search that fails leaves nothing in `$`.
  if (returns?.saves === true) view.saveResult([]);
  const charset = searchCharset(program.charset);
  if (charset === null) return badCharset();
  const hasModseq = asksForModseq(program.key);
  if (hasModseq) session.enabled.add('CONDSTORE');
  const matching = await evaluateSearch(session, view, program.key, charset);
  const found = order === null ? matching : await sortFound(session, view, matching, order);
  const named = returns === null ? found : namedByReturns(found, returns);
  if (returns?.saves === true) view.saveResult(named.map((position) => view.uidAt(position)));
  const numbers = found.map((position) => (isUid ? view.uidAt(position) : position + 1));
  const modseq = hasModseq ? highestModseq(view, named) : null;
  if (returns === null) await session.untagged(formatPlain(order, numbers, modseq));
  else if (!returns.isSilent) {
    const correlator = { tag: session.tag, mailbox: null };
    await session.untagged(formatExtended(correlator, { isUid, returns, numbers, modseq }));
  }
  return ok('Search completed');
}

/** RFC 7162 §3.1.5: MODSEQ among the keys asks for the highest. */
export function asksForModseq(key: SearchKey): boolean {
  if (key.op === 'and') return key.keys.some(asksForModseq);
  if (key.op === 'or') return asksForModseq(key.left) || asksForModseq(key.right);
  return key.op === 'not' ? asksForModseq(key.key) : key.op === 'modseq';
}

/** Null when there are no messages. */
export function highestModseq(view: MailboxView, positions: Found): number | null {
  let highest = 0;
  for (const position of positions) highest = Math.max(highest, view.rows.modseqs[view.rowAt(position)] ?? 0);
  return highest === 0 ? null : highest;
}

/** RFC 9051 §7.3.4, RFC 5256 §4, RFC 7162 §3.1.5 and §3.1.6. */
function formatPlain(
  order: SearchRequest['order'],
  numbers: readonly number[],
  modseq: number | null,
): string {
  const name = order === null ? 'SEARCH' : 'SORT';
  const list = numbers.length === 0 ? name : `${name} ${numbers.join(' ')}`;
  return modseq === null ? list : `${list} (MODSEQ ${modseq})`;
}
