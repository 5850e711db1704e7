import type { MailboxRows } from '../../model/email.ts';
import type { EmailId, MailboxId, ModSeq } from '../../model/ids.ts';
import type { CheckedComparator, JsonObject } from '../arguments.ts';
import type { RequestContext } from '../context.ts';
import { everyRow, looksAtThreads, parseEmailFilter, requiredMailbox, type EmailFilter } from './filter.ts';
import { ThreadKeywords } from './keywords.ts';
import { matchRows } from './match.ts';
import { NO_ROWS } from './rows.ts';
import { NumberMarks } from './number-marks.ts';
import { parseSort, sortRows, type Order } from './sort.ts';

/** A query over emails, its arguments read. */
export interface EmailQuery {
  readonly filter: EmailFilter;
  readonly orders: readonly Order[];
  readonly collapseThreads: boolean;
}

interface EmailQueryArguments {
  readonly filter?: JsonObject | null;
  readonly sort: readonly CheckedComparator[];
  readonly collapseThreads: boolean;
}

/** Throws `unsupportedFilter`, `unsupportedSort`, `invalidArguments`. */
export function parseEmailQuery(context: RequestContext, args: EmailQueryArguments): EmailQuery {
  return {
    filter: parseEmailFilter(context, args.filter),
    orders: parseSort(args.sort),
    collapseThreads: args.collapseThreads,
  };
}

/** True when a change to one email can change the place of another of its thread in the result. */
export function dependsOnThreads({ filter, orders, collapseThreads }: EmailQuery): boolean {
  return (
    collapseThreads || looksAtThreads(filter) || orders.some(({ property }) => property.includes('InThread'))
  );
}

/** Every email id of the result in order, as of `modseq` or later. RFC 8621 §4.4. */
export async function runEmailQuery(
  context: RequestContext,
  query: EmailQuery,
  modseq: ModSeq,
): Promise<Float64Array> {
  const key = JSON.stringify([context.user.id, context.account.id, query]);
  const known = context.results.get(key, modseq);
  if (known) return known;
  const ids = await evaluate(context, query, modseq);
  context.results.keep(key, modseq, ids);
  return ids;
}

async function evaluate(context: RequestContext, query: EmailQuery, modseq: ModSeq): Promise<Float64Array> {
  const { filter, orders } = query;
  const rowsOf = requiredMailbox(filter);
  const rows = await readRows(context, rowsOf, modseq);
  let threadKeywords: ThreadKeywords | null = null;
  const threads = async (): Promise<ThreadKeywords> =>
    (threadKeywords ??= new ThreadKeywords(await context.rows.all(context.account.id, modseq)));
  const matching = await matchRows({ context, rows, rowsOf, threads }, filter, everyRow(rows));
  const facts = orders.some(needsFacts) ? await readFacts(context, rows, matching) : null;
  const sources = { facts, threads: orders.some(needsThreads) ? await threads() : NO_THREADS };
  const order = sortRows(rows, matching, orders, sources);
  const shown = query.collapseThreads ? firstOfThreads(rows, order) : order;
  const ids = new Float64Array(shown.length);
  for (let place = 0; place < ids.length; place += 1) ids[place] = rows.emailIds[shown[place]!]!;
  return ids;
}

function readRows(
  context: RequestContext,
  mailboxId: MailboxId | null,
  modseq: ModSeq,
): Promise<MailboxRows> {
  const accountId = context.account.id;
  if (mailboxId === null) return context.rows.all(accountId, modseq);
  return context.rows.mailbox(accountId, mailboxId);
}

function needsFacts({ property }: Order): boolean {
  return property === 'sentAt' || property === 'from' || property === 'to' || property === 'subject';
}

function needsThreads({ property }: Order): boolean {
  return property.includes('InThread');
}

function readFacts(context: RequestContext, rows: MailboxRows, among: Uint32Array) {
  const ids = Array.from(among, (index) => rows.emailIds[index]! as EmailId);
  return context.facts.read(context.account.id, ids, context.signal);
}

/** Only the first email of each thread. RFC 8621 §4.4.3. */
function firstOfThreads({ threadIds }: MailboxRows, order: Uint32Array): Uint32Array {
  const seen = new NumberMarks(threadIds);
  const shown = new Uint32Array(order.length);
  let count = 0;
  for (let place = 0; place < order.length; place += 1) {
    const index = order[place]!;
    if (seen.mark(threadIds[index]!)) shown[count++] = index;
  }
  return shown.subarray(0, count);
}

const NO_THREADS = new ThreadKeywords(NO_ROWS);
