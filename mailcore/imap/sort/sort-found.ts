import type { MailboxRows } from '../../model/email.ts';
import type { AccountId, EmailId } from '../../model/ids.ts';
import type { EmailStore } from '../../store/email-store.ts';
import type { RowValue } from '../row-values.ts';
import type { Found } from '../search/search-result.ts';
import type { ImapSession } from '../session-state.ts';
import type { MailboxView } from '../view/view.ts';
import type { SortCriterion, SortKey } from '../wire/sort-criteria.ts';
import { rankNumbers, rankTexts, sortByRank } from './ranks.ts';
import type { Ranks } from './ranks.ts';
import { sortText } from './sort-texts.ts';
import type { TextSortKey } from './sort-texts.ts';

/** Ranks that were worked out for a mailbox as it was. */
const ranksOfRows = new WeakMap<MailboxRows, Map<SortKey, Ranks>>();

/** Positions by the criteria, the first one first; equal ones in mailbox order. `found` ascends. RFC 5256 §3. */
export async function sortFound(
  session: ImapSession,
  view: MailboxView,
  found: Found,
  criteria: readonly SortCriterion[],
): Promise<Found> {
  let order: Uint32Array = Uint32Array.from(found);
  // The least important first: each pass keeps the order of equals.
  for (const { key, isReverse } of criteria.toReversed()) {
    const ranks = await ranksOf(session, view, key);
    const rankOf = isReverse
      ? (position: number) => ranks.length - 1 - (ranks[view.rowAt(position)] as number)
      : (position: number) => ranks[view.rowAt(position)] as number;
    order = sortByRank(order, rankOf, ranks.length);
  }
  return Array.from(order);
}

/** By row. */
async function ranksOf(session: ImapSession, view: MailboxView, key: SortKey): Promise<Ranks> {
  const { rows } = view;
  const known = ranksOfRows.get(rows) ?? new Map<SortKey, Ranks>();
  ranksOfRows.set(rows, known);
  const ranks = known.get(key) ?? (await readRanks(session, view, key));
  known.set(key, ranks);
  return ranks;
}

async function readRanks(session: ImapSession, { mailbox, rows }: MailboxView, key: SortKey): Promise<Ranks> {
  switch (key) {
    case 'ARRIVAL':
      return rankNumbers(rows.receivedAt.map(wholeSeconds));
    case 'DATE':
      return rankNumbers(sentDates(rows));
    case 'SIZE':
      return rankNumbers(rows.sizes);
    default: {
      const kind = textValue(session.storeOf(mailbox), key);
      return rankTexts(await session.values.get(kind, mailbox.accountId, mailbox.id, rows));
    }
  }
}

/** Seconds: INTERNALDATE where there is no date. RFC 5256 §2.2. */
export function sentDates({ sentAt, receivedAt }: MailboxRows): Float64Array {
  return sentAt.map((sent, row) => wholeSeconds(Number.isNaN(sent) ? (receivedAt[row] as number) : sent));
}

/** A client sees no more of a date. */
function wholeSeconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000);
}

function textValue(store: Pick<EmailStore, 'getWireContents'>, key: TextSortKey): RowValue<string> {
  return {
    name: `sort ${key}`,
    missing: '',
    sizeBytes: (text) => 2 * text.length,
    async read(accountId: AccountId, emailIds: readonly EmailId[]) {
      const envelopes = await store.getWireContents(accountId, emailIds, 'envelope');
      return new Map([...envelopes].map(([id, envelope]) => [id, sortText(envelope, key)]));
    },
  };
}
