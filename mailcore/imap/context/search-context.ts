import { rowsChangedSince } from '../view/changed-rows.ts';
import { evaluateAmong } from '../search/evaluate.ts';
import type { ImapSession } from '../session-state.ts';
import { sortFound } from '../sort/sort-found.ts';
import type { MailboxView } from '../view/view.ts';
import type { ModSeq, Uid } from '../../model/ids.ts';
import { encodeString } from '../wire/encoder.ts';
import { formatSequenceSet } from '../wire/sequence-set.ts';
import type { FollowedSearch } from './followed-results.ts';

/** The result as the client knows it, brought up to date when the view is. */
export class SearchContext {
  readonly #search: FollowedSearch;
  /** In the order asked for. */
  #result: readonly Uid[];
  /** Changes up to here are in the result. */
  #modseq: ModSeq;

  constructor(search: FollowedSearch, result: readonly Uid[], modseq: ModSeq) {
    this.#search = search;
    this.#result = result;
    this.#modseq = modseq;
  }

  /** REMOVEFROM for what was expunged, to be sent before the client hears of the expunge itself; "" for nothing. RFC 5267 §4.3.4. */
  takeExpunged(view: MailboxView): string {
    const isGone = (uid: Uid): boolean => view.rowOf(uid) < 0;
    return this.#result.some(isGone) ? this.#respond(this.#remove(view, isGone)) : '';
  }

  /** REMOVEFROM and ADDTO for messages that changed or came in; "" for nothing. Throws MailError. RFC 5267 §4.3.3. */
  async takeChanges(session: ImapSession, view: MailboxView): Promise<string> {
    if (view.modseq === this.#modseq) return '';
    const candidates = changedPositions(view, this.#modseq);
    const { modseq } = view;
    const { key, charset } = this.#search;
    const matching = await evaluateAmong(session, view, key, charset, candidates);
    const matches = new Set(matching.map((position) => view.uidAt(position)));
    const changed = new Set(candidates.map((position) => view.uidAt(position)));
    const known = new Set(this.#result);
    const removed = this.#remove(view, (uid) => changed.has(uid) && !matches.has(uid));
    const added = await this.#add(
      session,
      view,
      [...matches].filter((uid) => !known.has(uid)),
    );
    this.#modseq = modseq;
    return removed + added === '' ? '' : this.#respond(removed + added);
  }

  /** From the end, so that no place shifts under another. */
  #remove(view: MailboxView, isGone: (uid: Uid) => boolean): string {
    const runs = this.#runs(view, this.#result, isGone);
    this.#result = this.#result.filter((uid) => !isGone(uid));
    return runs.length === 0 ? '' : ` REMOVEFROM (${runs.reverse().join(' ')})`;
  }

  async #add(session: ImapSession, view: MailboxView, uids: readonly Uid[]): Promise<string> {
    if (uids.length === 0) return '';
    const added = new Set(uids);
    this.#result = await this.#inOrder(session, view, [...this.#result, ...uids]);
    return ` ADDTO (${this.#runs(view, this.#result, (uid) => added.has(uid)).join(' ')})`;
  }

  async #inOrder(session: ImapSession, view: MailboxView, uids: Uid[]): Promise<Uid[]> {
    uids.sort((a, b) => a - b);
    const { order } = this.#search;
    if (order === null) return uids;
    const positions = uids.map((uid) => view.positionOf(uid)).filter((position) => view.rowAt(position) >= 0);
    const sorted = await sortFound(session, view, positions, order);
    return sorted.map((position) => view.uidAt(position));
  }

  /** `position set` for each run of neighbours in the result; a single pair at position 0 where the order is the mailbox's. RFC 5267 §4.3.3. */
  #runs(view: MailboxView, result: readonly Uid[], isMeant: (uid: Uid) => boolean): string[] {
    const numberOf = (uid: Uid): number => (this.#search.isUid ? uid : view.positionOf(uid) + 1);
    if (this.#search.order === null) {
      const meant = result.filter(isMeant);
      return meant.length === 0 ? [] : [`0 ${formatSequenceSet(meant.map(numberOf))}`];
    }
    const runs: string[] = [];
    for (let start = 0; start < result.length; start++) {
      let end = start;
      while (end < result.length && isMeant(result[end] as Uid)) end++;
      if (end === start) continue;
      runs.push(`${start + 1} ${formatSequenceSet(result.slice(start, end).map(numberOf))}`);
      start = end;
    }
    return runs;
  }

  #respond(items: string): string {
    const { tag, isUid } = this.#search;
    return `* ESEARCH (TAG ${encodeString(tag)})${isUid ? ' UID' : ''}${items}\r\n`;
  }
}

function changedPositions(view: MailboxView, since: ModSeq): number[] {
  const { uids } = view.rows;
  return rowsChangedSince(view.rows, since)
    .map((row) => view.positionOf(uids[row] as Uid))
    .filter((position) => position >= 0);
}
