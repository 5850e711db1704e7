import { SvelteMap } from 'svelte/reactivity';
import type { Id, Thread } from '../../../mailcore/jmap/types.ts';

/** Email ids by thread, oldest first. RFC 8621 §3. */
export class ThreadCache {
  #emailIds = new SvelteMap<Id, readonly Id[]>();

  get(threadId: Id): readonly Id[] | undefined {
    return this.#emailIds.get(threadId);
  }

  put(threads: readonly Thread[]): void {
    for (const { id, emailIds } of threads) this.#emailIds.set(id, emailIds);
  }

  remove(ids: readonly Id[]): void {
    for (const id of ids) this.#emailIds.delete(id);
  }

  clear(): void {
    this.#emailIds.clear();
  }
}
