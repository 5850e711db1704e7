import type { AddedItem, Id } from '../../../mailcore/jmap/types.ts';

/** The ids of a query result of which only some pages are known; positions are the server's. RFC 8620 §5.6. */
export class SparseIds {
  #ids: (Id | undefined)[] = [];

  get length(): number {
    return this.#ids.length;
  }

  at(index: number): Id | undefined {
    return this.#ids[index];
  }

  /** Position of a known id, or -1. */
  indexOf(id: Id): number {
    return this.#ids.indexOf(id);
  }

  /** Known ids with their positions, in order. */
  *known(): Generator<[index: number, id: Id]> {
    for (let index = 0; index < this.#ids.length; index += 1) {
      const id = this.#ids[index];
      if (id !== undefined) yield [index, id];
    }
  }

  /** Enters a page as answered by `Email/query`. */
  setPage(position: number, ids: readonly Id[], total: number): void {
    this.#resize(total);
    ids.slice(0, Math.max(0, total - position)).forEach((id, offset) => {
      this.#ids[position + offset] = id;
    });
  }

  /** Whether every position in [first, end) is known. */
  isKnown(first: number, end: number): boolean {
    for (let index = first; index < Math.min(end, this.#ids.length); index += 1) {
      if (this.#ids[index] === undefined) return false;
    }
    return true;
  }

  /**
   * Brings the ids to a later state of the query: splices out `removed`, splices in `added` from the lowest index on. An id that was
   * removed from an unknown place makes everything behind the first gap uncertain: it is forgotten. RFC 8620 §5.6.
   */
  applyChanges(removed: readonly Id[], added: readonly AddedItem[], total?: number): void {
    const newTotal = total ?? this.#ids.length - removed.length + added.length;
    const leaving = new Set(removed);
    const isExact = this.#countKnown(leaving) === leaving.size;
    if (!isExact) this.#forgetBehindFirstGap();
    for (const { id } of added) leaving.add(id);
    this.#ids = this.#ids.filter((id) => id === undefined || !leaving.has(id));
    for (const { id, index } of [...added].sort((a, b) => a.index - b.index)) this.#insert(index, id);
    this.#resize(newTotal);
  }

  /** Forgets every page but keeps the length, so that the scroll bar stands still. */
  forget(): void {
    this.#ids = emptyIds(this.#ids.length);
  }

  #countKnown(ids: ReadonlySet<Id>): number {
    return this.#ids.reduce((count, id) => (id !== undefined && ids.has(id) ? count + 1 : count), 0);
  }

  #forgetBehindFirstGap(): void {
    const gap = this.#ids.indexOf(undefined);
    if (gap >= 0) this.#ids.fill(undefined, gap);
  }

  #insert(index: number, id: Id): void {
    if (index > this.#ids.length) this.#resize(index);
    this.#ids.splice(index, 0, id);
  }

  #resize(length: number): void {
    if (length < this.#ids.length) this.#ids.length = length;
    else this.#ids = this.#ids.concat(emptyIds(length - this.#ids.length));
  }
}

/** Without holes: `filter` and `indexOf(undefined)` pass over holes. */
function emptyIds(length: number): undefined[] {
  return new Array<undefined>(length).fill(undefined);
}
