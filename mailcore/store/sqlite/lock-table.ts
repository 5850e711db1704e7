import type { AccountId } from '../../model/ids.ts';

/** Who has which maildrop, kept by the owner of the data directory in memory. A holder is whoever's end must end its locks. */
export class LockTable {
  readonly #holders = new Map<AccountId, object>();

  /** False when it is taken, by the same holder too: each session is one of many of its thread. */
  take(accountId: AccountId, holder: object): boolean {
    if (this.#holders.has(accountId)) return false;
    this.#holders.set(accountId, holder);
    return true;
  }

  /** False when the holder does not have it. */
  drop(accountId: AccountId, holder: object): boolean {
    return this.#holders.get(accountId) === holder && this.#holders.delete(accountId);
  }

  dropAll(holder: object): void {
    for (const [accountId, held] of this.#holders) if (held === holder) this.#holders.delete(accountId);
  }
}
