import { t } from './i18n/i18n.svelte.ts';
import type { MessageKey } from './i18n/messages.ts';
import type { Performed } from './jmap/actions.ts';
import { toasts } from '../ui/toasts.svelte.ts';

const MAX_STEPS = 50;

/** What was done to mail and can be taken back, newest last. One stack for everything. */
export class UndoStack {
  #done: Performed[] = [];
  #undone: Performed[] = [];

  /** Tells what was done, with a way back, and puts it on the stack. A refusal is told when it comes. */
  add(performed: Performed): void {
    this.#undone = [];
    this.#push(performed);
    toasts.show(
      t(`done.${performed.kind}` as 'done.archive', { count: performed.count }),
      performed.undo ? { action: { label: t('common.undo'), run: () => this.undo() } } : {},
    );
  }

  undo(): void {
    const last = this.#done.pop();
    if (!last?.undo) return toasts.show(t('done.nothingToUndo'));
    const reverted = last.undo();
    this.#undone.push(reverted);
    this.#watch(reverted);
    toasts.show(t('done.undone'));
  }

  redo(): void {
    const last = this.#undone.pop();
    if (!last?.undo) return;
    this.#push(last.undo());
    toasts.show(t('done.redone'), { action: { label: t('common.undo'), run: () => this.undo() } });
  }

  #push(performed: Performed): void {
    if (performed.undo) this.#done.push(performed);
    if (this.#done.length > MAX_STEPS) this.#done.shift();
    this.#watch(performed);
  }

  #watch(performed: Performed): void {
    void performed.settled.then((failure) => {
      if (!failure) return;
      this.#done = this.#done.filter((other) => other !== performed);
      const text: MessageKey = failure.kind === 'offline' ? 'problem.offline' : 'done.refused';
      toasts.show(t(text), { kind: 'fault' });
    });
  }
}
