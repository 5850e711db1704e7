export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly tone: 'plain' | 'problem';
  readonly action?: { readonly label: string; readonly run: () => void };
}

const SHOWN_MS = { plain: 6000, problem: 10_000 };
const MAX_TOASTS = 3;

/** The notices at the foot of the screen; they leave by themselves unless the pointer or the focus rests on them. */
class Toasts {
  list: readonly Toast[] = $state.raw([]);
  #count = 0;
  #timers = new Map<number, ReturnType<typeof setTimeout>>();

  show(text: string, options: Partial<Pick<Toast, 'tone' | 'action'>> = {}): number {
    const toast: Toast = {
      id: (this.#count += 1),
      text,
      tone: options.tone ?? 'plain',
      action: options.action,
    };
    for (const old of this.list.slice(0, Math.max(0, this.list.length + 1 - MAX_TOASTS)))
      this.dismiss(old.id);
    this.list = [...this.list, toast];
    this.resume();
    return toast.id;
  }

  dismiss(id: number): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
    this.list = this.list.filter((toast) => toast.id !== id);
  }

  pause(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  resume(): void {
    for (const { id, tone } of this.list) {
      if (!this.#timers.has(id))
        this.#timers.set(
          id,
          setTimeout(() => this.dismiss(id), SHOWN_MS[tone]),
        );
    }
  }
}

export const toasts = new Toasts();
