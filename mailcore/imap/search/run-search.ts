import { MailError } from '../../errors.ts';
import { bad, no, ok, replyTo } from '../errors.ts';
import type { Reply } from '../errors.ts';
import { limitFound, limitReply } from '../message-limit.ts';
import type { ImapSession } from '../session-state.ts';
import { sortFound } from '../sort/sort-found.ts';
import type { MailboxView } from '../view/view.ts';
import { formatNumbers } from '../wire/number-list.ts';
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
  const { program, returns, order } = request;
  // RFC 5267 §4.3: the tag names the result that is followed.
  if (returns?.updates === true && session.contexts.has(session.tag)) return bad('Tag reuse');
  const charset = searchCharset(program.charset);
  if (charset === null) return emptyingResult(session, returns, badCharset());
  try {
    const matching = await evaluateSearch(session, session.view, program.key, charset);
    const limited = limitFound(session, matching);
    // RFC 9738 §3.2: a part of an order is of no use.
    if (order !== null && limited.code !== null)
      return emptyingResult(session, returns, no('Too many messages to sort', limited.refusal));
    const found = order === null ? limited.found : await sortFound(session, session.view, matching, order);
    await answer(session, request, { charset, found, isUid });
    return limitReply(session, limited, ok('Search completed'));
  } catch (error) {
    if (error instanceof MailError) return emptyingResult(session, returns, replyTo(error));
    throw error;
  }
}

/** RFC 5182 §2.1: a search that fails leaves nothing in `$`. */
export function emptyingResult(session: ImapSession, returns: SearchReturns | null, reply: Reply): Reply {
  if (returns?.saves === true) session.view.saveResult([]);
  return reply;
}

async function answer(
  session: ImapSession,
  { program, returns, order }: SearchRequest,
  outcome: Outcome,
): Promise<void> {
  const { view } = session;
  const { found, isUid } = outcome;
  const named = returns === null ? found : namedByReturns(found, returns);
  const numbers = found.map((position) => (isUid ? view.uidAt(position) : position + 1));
  const modseq = askedModseq(session, view, program.key, named);
  if (returns === null) await session.untagged(formatPlain(order, numbers, modseq));
  else {
    const correlator = { tag: session.tag, mailbox: null };
    if (!returns.isSilent)
      await session.untagged(formatExtended(correlator, { isUid, returns, numbers, modseq }));
    keepResult(session, { program, returns, order }, outcome);
  }
}

/** Makes the result `$` and follows it, where that was asked for. RFC 5182 §2.1, RFC 5267 §4.3. */
export function keepResult(
  session: ImapSession,
  { program, returns, order }: SearchRequest & { readonly returns: SearchReturns },
  { charset, found, isUid }: Outcome,
): void {
  const { view, tag, contexts } = session;
  const uidsOf = (positions: Found) => positions.map((position) => view.uidAt(position));
  if (returns.updates) contexts.follow({ tag, isUid, key: program.key, charset, order }, uidsOf(found));
  if (returns.saves) view.saveResult(uidsOf(namedByReturns(found, returns)));
}

interface Outcome {
  readonly charset: string;
  readonly found: Found;
  readonly isUid: boolean;
}

/** The highest mod-sequence of these, when the keys ask for it; null when they do not, or there is none. RFC 7162 §3.1.5. */
export function askedModseq(
  session: ImapSession,
  view: MailboxView,
  key: SearchKey,
  positions: Found,
): number | null {
  if (!asksForModseq(key)) return null;
  session.enableCondstore();
  return highestModseq(view, positions);
}

function asksForModseq(key: SearchKey): boolean {
  if (key.op === 'and') return key.keys.some(asksForModseq);
  if (key.op === 'or') return asksForModseq(key.left) || asksForModseq(key.right);
  return key.op === 'not' ? asksForModseq(key.key) : key.op === 'modseq';
}

/** Null when there are no messages. */
function highestModseq(view: MailboxView, positions: Found): number | null {
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
  const list = name + formatNumbers(numbers);
  return modseq === null ? list : `${list} (MODSEQ ${modseq})`;
}
