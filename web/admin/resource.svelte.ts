import { problemWords } from '../lib/problem-words.ts';
import { RestError } from '../lib/rest.ts';
import { session } from '../lib/session.svelte.ts';
import { toasts } from '../ui/toasts.svelte.ts';

/** Something the server is asked for and told to change: loading, its value, and what went wrong in words. */
export class Resource<Value> {
  value = $state.raw<Value | null>(null);
  isBusy = $state(false);
  /** Why it could not be read. */
  fault = $state<string | null>(null);
  #read: () => Promise<Value>;

  constructor(read: () => Promise<Value>) {
    this.#read = read;
    void this.load();
  }

  async load(): Promise<void> {
    this.isBusy = true;
    try {
      this.value = await this.#read();
      this.fault = null;
    } catch (error) {
      this.fault = this.#words(error);
    }
    this.isBusy = false;
  }

  /** Changes something, tells `done` and reads anew. False, and the reason told, when it was refused. */
  async change(work: () => Promise<unknown>, done?: string): Promise<boolean> {
    this.isBusy = true;
    try {
      await work();
      if (done) toasts.show(done);
    } catch (error) {
      toasts.show(this.#words(error), { kind: 'fault' });
      this.isBusy = false;
      return false;
    }
    await this.load();
    return true;
  }

  /** The server's own words name what stands in the way better than any of ours. */
  #words(error: unknown): string {
    if (error instanceof RestError && error.status === 401) session.expire();
    if (error instanceof RestError && (error.status === 409 || error.status === 400 || error.status === 403))
      return error.message;
    return problemWords(error);
  }
}
