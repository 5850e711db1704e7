/** Something that can be taken back; taking it back can itself be taken back. */
export interface Undoable<Self> {
  readonly undo?: () => Self;
}

/** What was done, the newest last, and what was undone since; at most `limit` of each. */
export class UndoStack<Action extends Undoable<Action>> {
  #done: Action[] = [];
  #undone: Action[] = [];
  #limit: number;

  constructor(limit = 50) {
    this.#limit = limit;
  }

  /** Notes a new action: what was undone before cannot be done again. */
  push(action: Action): void {
    if (!action.undo) return;
    this.#done = [...this.#done, action].slice(-this.#limit);
    this.#undone = [];
  }

  /** Takes back the newest, or the given one if it is still there; undefined when there is nothing. */
  undo(action = this.#done.at(-1)): Action | undefined {
    if (!action?.undo || !this.#done.includes(action)) return undefined;
    this.#done = this.#done.filter((other) => other !== action);
    const reverse = action.undo();
    this.#undone.push(reverse);
    return reverse;
  }

  /** Does the newest undone again. */
  redo(): Action | undefined {
    const again = this.#undone.pop()?.undo?.();
    if (again) this.#done.push(again);
    return again;
  }
}
