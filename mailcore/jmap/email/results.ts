import type { ModSeq } from '../../model/ids.ts';

/** Ids kept over all accounts: 8 octets each. */
const MAX_KEPT_IDS = 2_000_000;

/** Results of recent queries, so that the next page of one costs nothing while the account stands still. */
export class QueryResults {
  readonly #kept = new Map<string, { modseq: ModSeq; ids: Float64Array }>();
  #keptIds = 0;

  get(key: string, modseq: ModSeq): Float64Array | null {
    const found = this.#kept.get(key);
    if (!found || found.modseq !== modseq) return null;
    this.#kept.delete(key);
    this.#kept.set(key, found);
    return found.ids;
  }

  keep(key: string, modseq: ModSeq, ids: Float64Array): void {
    this.#forget(key);
    this.#kept.set(key, { modseq, ids });
    this.#keptIds += weight(ids);
    for (const oldest of this.#kept.keys()) {
      if (this.#keptIds <= MAX_KEPT_IDS) return;
      this.#forget(oldest);
    }
  }

  #forget(key: string): void {
    const found = this.#kept.get(key);
    if (!found) return;
    this.#kept.delete(key);
    this.#keptIds -= weight(found.ids);
  }
}

/** An empty result takes room as well. */
function weight(ids: Float64Array): number {
  return ids.length + 100;
}
