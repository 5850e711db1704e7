/** A short notice at the foot of the screen, with one thing to do about it at most. */
export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly kind: 'notice' | 'fault';
  readonly action?: { readonly label: string; run(): void };
}

const SHOWN_MS = 8_000;

/** One notice at a time: the newest replaces the one before, so that "Undo" always belongs to what was done last. */
class Toasts {
  current: Toast | null = $state.raw(null);
  #count = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  show(text: string, options: { kind?: Toast['kind']; action?: Toast['action'] } = {}): void {
    this.#count += 1;
    this.current = { id: this.#count, text, kind: options.kind ?? 'notice', action: options.action };
    this.resume();
  }

  dismiss(): void {
    clearTimeout(this.#timer);
    this.current = null;
  }

  /** While it is pointed at or focused it stays. */
  hold(): void {
    clearTimeout(this.#timer);
  }

  resume(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.dismiss(), SHOWN_MS);
  }
}

export const toasts = new Toasts();
