import { SvelteSet } from 'svelte/reactivity';
import type { Id } from '../../../mailcore/jmap/types.ts';

/** What a selection needs to know of its list. */
export interface SelectableRows {
  readonly total: number;
  threadIdAt(index: number): Id | undefined;
  indexOf(threadId: Id): number;
}

/** The selected conversations of a list, by thread id, so that they survive every reordering; or all of it, loaded or not. */
export class Selection {
  #rows: SelectableRows;
  #threadIds = new SvelteSet<Id>();
  #isAll = $state(false);

  constructor(rows: SelectableRows) {
    this.#rows = rows;
  }

  /** Every conversation of the list, also those that no row was loaded for. */
  get isAll(): boolean {
    return this.#isAll;
  }

  get size(): number {
    return this.#isAll ? this.#rows.total : this.#threadIds.size;
  }

  /** The conversations selected one by one; empty when all are. */
  get threadIds(): Id[] {
    return [...this.#threadIds];
  }

  has(threadId: Id): boolean {
    return this.#isAll || this.#threadIds.has(threadId);
  }

  /** Out of "all", one conversation that is switched off leaves the loaded others selected. */
  toggle(threadId: Id): void {
    if (this.#isAll) this.#spellOut();
    if (!this.#threadIds.delete(threadId)) this.#threadIds.add(threadId);
  }

  /** Adds the loaded conversations between two, both included, in either order. */
  selectRange(from: Id, to: Id): void {
    const [first, last] = [this.#rows.indexOf(from), this.#rows.indexOf(to)].sort((a, b) => a - b) as [
      number,
      number,
    ];
    if (first >= 0) this.#addRows(first, last);
  }

  selectAll(): void {
    this.#threadIds.clear();
    this.#isAll = true;
  }

  clear(): void {
    this.#threadIds.clear();
    this.#isAll = false;
  }

  /** Drops conversations that left the list. */
  drop(threadIds: Iterable<Id>): void {
    for (const id of threadIds) this.#threadIds.delete(id);
  }

  #spellOut(): void {
    this.#isAll = false;
    this.#addRows(0, this.#rows.total - 1);
  }

  #addRows(first: number, last: number): void {
    for (let index = first; index <= last; index += 1) {
      const id = this.#rows.threadIdAt(index);
      if (id !== undefined) this.#threadIds.add(id);
    }
  }
}
