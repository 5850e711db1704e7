import type { Id } from '../../../mailcore/jmap/types.ts';
import { isLocallyDecidable, mayMatch, type ListQuery } from './list-query.ts';
import { heldEmails, isHeld, type MailState } from './mail-state.ts';
import type { ExtraRow } from './overlaid-ids.ts';
import type { SparseIds } from './sparse-ids.ts';

/** Tells which rows pending changes take out of a list or bring into it. */
export class ListOverlay {
  #state: MailState;
  #query: ListQuery;
  #truth: SparseIds;
  #threadOf: (emailId: Id) => Id | undefined;
  /** Thread id -> the email that stands for it. */
  #candidates = new Map<Id, Id>();

  constructor(
    state: MailState,
    query: ListQuery,
    truth: SparseIds,
    threadOf: (emailId: Id) => Id | undefined,
  ) {
    this.#state = state;
    this.#query = query;
    this.#truth = truth;
    this.#threadOf = threadOf;
  }

  /** Remembers changed emails that belong to the list now, until the server's list has them or has been asked and has not. */
  noteChanged(ids: readonly Id[]): void {
    if (!isLocallyDecidable(this.#query.filter)) return;
    for (const id of ids) {
      const email = this.#state.emails.get(id);
      if (email && this.#state.emails.isPending(id)) this.#candidates.set(email.threadId, id);
    }
  }

  /** The server's list has just been brought up to date. */
  noteSynchronised(): void {
    for (const [threadId, id] of this.#candidates) {
      if (!this.#state.emails.isPending(id)) this.#candidates.delete(threadId);
    }
  }

  /** Positions in truth of the rows to hide, ascending. */
  hidden(): number[] {
    return [...this.#truth.known()].flatMap(([index, id]) =>
      this.#belongs(this.#threadOf(id)) ? [] : index,
    );
  }

  extras(): ExtraRow[] {
    if (this.#candidates.size === 0) return [];
    const listed = new Set([...this.#truth.known()].map(([, id]) => this.#threadOf(id)));
    return [...this.#candidates].flatMap(([threadId, id]) => {
      const before = listed.has(threadId) || !this.#belongs(threadId) ? null : this.#placeOf(id);
      return before === null ? [] : { before, id };
    });
  }

  #belongs(threadId: Id | undefined): boolean {
    if (threadId === undefined || !isHeld(this.#state, threadId)) return true;
    return heldEmails(this.#state, threadId).some((email) => mayMatch(this.#query.filter, email));
  }

  /** The place by date, if its neighbours are known; null in a gap. */
  #placeOf(id: Id): number | null {
    const { emails } = this.#state;
    const receivedAt = emails.get(id)?.receivedAt;
    if (receivedAt === undefined) return null;
    for (const [index, other] of this.#truth.known()) {
      const isOlder = (emails.get(other)?.receivedAt ?? '') < receivedAt;
      if (isOlder) return this.#truth.isKnown(Math.max(0, index - 1), index) ? index : null;
    }
    return this.#truth.isKnown(0, this.#truth.length) ? this.#truth.length : null;
  }
}
