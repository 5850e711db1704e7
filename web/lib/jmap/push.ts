import type { StateChange } from '../../../mailcore/jmap/types.ts';
import { backOffMs } from './back-off.ts';

export interface PushOptions {
  readonly url: string;
  readonly onChange: (change: StateChange) => void;
  /** The stream was (re)opened: changes may have been missed while it was closed. */
  readonly onOpen: () => void;
  /** Whether the page is seen; a hidden page keeps its stream for a while, then lets go of it. */
  readonly page?: Document;
}

/** Twice the ping interval: a stream that is silent for longer is dead, whatever the browser thinks. */
const SILENCE_MS = 65_000;
/** A hidden tab closes its stream after this and catches up when it is seen again. */
const HIDDEN_MS = 15 * 60_000;

/** The EventSource of RFC 8620 §7.3 with reconnection, a watch for silent connections, and rest for hidden tabs. */
export class PushChannel {
  #options: PushOptions;
  #page: Document;
  #source: EventSource | null = null;
  #failures = 0;
  #reopenTimer: ReturnType<typeof setTimeout> | undefined;
  #silenceTimer: ReturnType<typeof setTimeout> | undefined;
  #hiddenTimer: ReturnType<typeof setTimeout> | undefined;
  #onVisibility = () => this.#followVisibility();
  #onOnline = () => this.#open();

  constructor(options: PushOptions) {
    this.#options = options;
    this.#page = options.page ?? document;
  }

  start(): void {
    this.#page.addEventListener('visibilitychange', this.#onVisibility);
    addEventListener('online', this.#onOnline);
    this.#open();
  }

  stop(): void {
    this.#page.removeEventListener('visibilitychange', this.#onVisibility);
    removeEventListener('online', this.#onOnline);
    clearTimeout(this.#hiddenTimer);
    this.#close();
  }

  #open(): void {
    this.#close();
    const source = new EventSource(this.#options.url);
    source.onopen = () => {
      this.#failures = 0;
      this.#heard();
      this.#options.onOpen();
    };
    source.onerror = () => this.#reopenLater();
    source.addEventListener('ping', () => this.#heard());
    source.addEventListener('state', (event) => {
      this.#heard();
      this.#options.onChange(JSON.parse(event.data as string) as StateChange);
    });
    this.#source = source;
    this.#heard();
  }

  #close(): void {
    clearTimeout(this.#reopenTimer);
    clearTimeout(this.#silenceTimer);
    this.#source?.close();
    this.#source = null;
  }

  #reopenLater(): void {
    this.#close();
    this.#reopenTimer = setTimeout(() => this.#open(), backOffMs(this.#failures));
    this.#failures += 1;
  }

  #heard(): void {
    clearTimeout(this.#silenceTimer);
    this.#silenceTimer = setTimeout(() => this.#reopenLater(), SILENCE_MS);
  }

  #followVisibility(): void {
    clearTimeout(this.#hiddenTimer);
    if (this.#page.visibilityState === 'hidden') {
      this.#hiddenTimer = setTimeout(() => this.#close(), HIDDEN_MS);
    } else if (!this.#source) this.#open();
  }
}
