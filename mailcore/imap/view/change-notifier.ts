import type { StoreEvent } from '../../model/change.ts';
import type { AccountId } from '../../model/ids.ts';
import type { Bus } from '../../store/bus.ts';

/** What a session hears of an account: its mail changed, its entry in the directory, or what others share with it. */
export type AccountEvent = Extract<StoreEvent, { kind: 'account' | 'directory' | 'sharing' | 'annotations' }>;
type Listener = (event: AccountEvent) => void;

/** One bus subscription for all sessions of a thread: an event costs only the sessions of its account. */
export class ChangeNotifier {
  readonly #listeners = new Map<AccountId, Set<Listener>>();

  constructor(bus: Bus) {
    bus.subscribe((event) => {
      if (event.kind === 'queue' || event.kind === 'signedOut') return;
      for (const listener of this.#listenersOf(event.accountId)) listener(event);
    });
  }

  /** Calls `listener` for each event of the account. Returns the way to stop. */
  subscribe(accountId: AccountId, listener: Listener): () => void {
    const listeners = this.#listeners.get(accountId) ?? new Set();
    this.#listeners.set(accountId, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(accountId) === listeners)
        this.#listeners.delete(accountId);
    };
  }

  /** Of everybody, when the event names no account. */
  #listenersOf(accountId: AccountId | null): Iterable<Listener> {
    if (accountId !== null) return this.#listeners.get(accountId) ?? [];
    return [...this.#listeners.values()].flatMap((listeners) => [...listeners]);
  }
}
