import type { Id } from '../../../mailcore/jmap/types.ts';
import type { SparseIds } from './sparse-ids.ts';

/** A row shown before the server's list has it: it stands before position `before` of the server's list. */
export interface ExtraRow {
  readonly before: number;
  readonly id: Id;
}

/**
 * The list as shown: the server's ids without the rows that a pending change takes away, with those that it brings back. Positions of
 * the server ("truth") and on screen ("shown") differ by the few rows concerned.
 */
export class OverlaidIds {
  readonly #truth: SparseIds;
  /** Ascending positions in truth. */
  #hidden: readonly number[] = [];
  /** Ascending by `before`. */
  #extras: readonly ExtraRow[] = [];

  constructor(truth: SparseIds) {
    this.#truth = truth;
  }

  get length(): number {
    return this.#truth.length - this.#hidden.length + this.#extras.length;
  }

  overlay(hidden: readonly number[], extras: readonly ExtraRow[]): void {
    this.#hidden = hidden;
    this.#extras = extras.toSorted((a, b) => a.before - b.before);
  }

  at(shown: number): Id | undefined {
    const place = this.#locate(shown);
    return 'extra' in place ? place.extra : this.#truth.at(place.truth);
  }

  /** Where the row stands in the server's list, or would. */
  truthIndex(shown: number): number {
    return this.#locate(shown).truth;
  }

  /** Position on screen of a known id, or -1. */
  shownIndexOf(id: Id): number {
    const extra = this.#extras.findIndex((row) => row.id === id);
    if (extra >= 0) return this.#shownIndexOfExtra(extra);
    const truth = this.#truth.indexOf(id);
    if (truth < 0 || this.#hidden.includes(truth)) return -1;
    const extrasBefore = this.#extras.filter((row) => row.before <= truth).length;
    return truth - this.#hiddenBefore(truth) + extrasBefore;
  }

  #locate(shown: number): { truth: number; extra?: Id } {
    const index = this.#extras.findIndex((_, position) => this.#shownIndexOfExtra(position) >= shown);
    const extrasBefore = index < 0 ? this.#extras.length : index;
    const candidate = this.#extras[extrasBefore];
    if (candidate && this.#shownIndexOfExtra(extrasBefore) === shown)
      return { truth: candidate.before, extra: candidate.id };
    let truth = shown - extrasBefore;
    for (const hidden of this.#hidden) {
      if (hidden > truth) break;
      truth += 1;
    }
    return { truth };
  }

  #shownIndexOfExtra(position: number): number {
    const { before } = this.#extras[position]!;
    return before - this.#hiddenBefore(before) + position;
  }

  #hiddenBefore(truth: number): number {
    const end = this.#hidden.findIndex((hidden) => hidden >= truth);
    return end < 0 ? this.#hidden.length : end;
  }
}
