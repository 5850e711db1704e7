import { problemWords } from './problem-words.ts';
import { RestError } from './rest.ts';
import { session } from './session.svelte.ts';
import { toasts } from '../ui/toasts.svelte.ts';

/** Something the server is asked for and told to change: loading, its value, and what went wrong in words. */
export class Resource<Value> {
  value = $state.raw<Value | null>(null);
  isLoading = $state(false);
  /** A change is on its way. */
  isBusy = $state(false);
  /** Why it could not be read. */
  fault = $state<string | null>(null);
  #read: () => Promise<Value>;
  #words: (refusal: RestError) => string;
  #turn = 0;

  constructor(read: () => Promise<Value>, words: (refusal: RestError) => string = problemWords) {
    this.#read = read;
    this.#words = words;
    void this.load();
  }

  /** Reads; of several at a time the one asked last counts. What was read before stays when it fails. */
  async load(): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    this.isLoading = true;
    let value: Value | null = null;
    const refusal = await refusalOf(async () => (value = await this.#read()));
    if (turn !== this.#turn) return;
    this.isLoading = false;
    this.fault = refusal && this.#words(refusal);
    if (!refusal) this.value = value;
    else if (this.value !== null) this.tell(refusal);
  }

  /** Changes something, tells `done` and reads anew. The refusal, when it is one, for the form to show in its place. */
  async change(work: () => Promise<unknown>, done?: string): Promise<RestError | null> {
    this.isBusy = true;
    try {
      const refusal = await refusalOf(work);
      if (!refusal && done) toasts.show(done);
      // 404: what the change was about is gone, and so the list is old.
      if (!refusal || refusal.status === 404) await this.load();
      return refusal;
    } finally {
      this.isBusy = false;
    }
  }

  /** A change by a button of the page: a refusal is told in a notice. */
  async changeOrTell(work: () => Promise<unknown>, done?: string): Promise<void> {
    const refusal = await this.change(work, done);
    if (refusal) this.tell(refusal);
  }

  tell(refusal: RestError): void {
    toasts.show(this.#words(refusal), { kind: 'fault' });
  }
}

/** Null when the work was done. What is no refusal is a bug and thrown on. */
async function refusalOf(work: () => Promise<unknown>): Promise<RestError | null> {
  try {
    await work();
    return null;
  } catch (error) {
    if (!(error instanceof RestError)) throw error;
    if (error.status === 401) session.expire();
    return error;
  }
}
