import { SvelteMap } from 'svelte/reactivity';
import type { Id, PatchObject } from '../../../mailcore/jmap/types.ts';
import type { ListEmail, MutableEmail } from './email.ts';
import { applyPatch } from './patch.ts';

/** A change shown before the server has taken it; `null` = destroyed. */
type PendingChange = { readonly patch: PatchObject | null };

/** Ends pending changes: taken into the server's state, except the refused, which are shown as they were. */
export type Settle = (refused: ReadonlySet<Id>) => void;

const MAX_EMAILS = 10_000;

/**
 * Emails by id: the server's state, and over it the patches not yet answered. Reading is reactive per email. Beyond
 * {@link MAX_EMAILS} those are forgotten that the server told longest ago.
 */
export class EmailCache {
  #truth = new Map<Id, ListEmail>();
  #pending = new Map<Id, PendingChange[]>();
  #shown = new SvelteMap<Id, ListEmail>();
  /** Destroyed for good: known to be nothing, unlike an email that was never read or was forgotten. */
  #destroyed = new Set<Id>();
  #listeners = new Set<(ids: readonly Id[]) => void>();

  get(id: Id): ListEmail | undefined {
    return this.#shown.get(id);
  }

  /** Whether nothing has to be asked of the server to know this email, or that it is no more. */
  isKnown(id: Id): boolean {
    return this.#truth.has(id) || this.#destroyed.has(id);
  }

  isPending(id: Id): boolean {
    return this.#pending.has(id);
  }

  /** Every email shown, in no order: for completion of addresses. */
  values(): IterableIterator<ListEmail> {
    return this.#shown.values();
  }

  /** Calls back after any change of the named emails; returns the end of the subscription. */
  subscribe(listener: (ids: readonly Id[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Enters whole emails as the server answered them. */
  put(emails: readonly ListEmail[]): void {
    for (const email of emails) {
      this.#truth.delete(email.id);
      this.#truth.set(email.id, email);
    }
    this.#refresh(emails.map(({ id }) => id));
    this.#evict();
  }

  /** Enters changed properties of emails; those that are not held are passed over. */
  merge(changes: readonly MutableEmail[]): void {
    const held = changes.filter(({ id }) => this.#truth.has(id));
    for (const change of held) this.#truth.set(change.id, { ...this.#truth.get(change.id)!, ...change });
    this.#refresh(held.map(({ id }) => id));
  }

  /** The server says that these are destroyed. */
  remove(ids: readonly Id[]): void {
    for (const id of ids) this.#destroyed.add(id);
    this.#forget(ids);
  }

  /** Forgets everything but what is pending. */
  clear(): void {
    this.#destroyed.clear();
    this.#forget([...this.#truth.keys()]);
  }

  /** Shows each change at once; `null` shows the email as destroyed. */
  patchAll(patches: ReadonlyMap<Id, PatchObject | null>): Settle {
    const changes = new Map([...patches].map(([id, patch]): [Id, PendingChange] => [id, { patch }]));
    for (const [id, change] of changes) this.#pending.set(id, [...(this.#pending.get(id) ?? []), change]);
    this.#refresh([...changes.keys()]);
    return (refused) => {
      for (const [id, change] of changes) {
        this.#dropPending(id, change);
        if (!refused.has(id)) this.#take(id, change);
      }
      this.#refresh([...changes.keys()]);
    };
  }

  #dropPending(id: Id, change: PendingChange): void {
    const rest = (this.#pending.get(id) ?? []).filter((other) => other !== change);
    if (rest.length > 0) this.#pending.set(id, rest);
    else this.#pending.delete(id);
  }

  #take(id: Id, { patch }: PendingChange): void {
    const email = this.#truth.get(id);
    if (patch === null) {
      this.#destroyed.add(id);
      this.#truth.delete(id);
    } else if (email) this.#truth.set(id, applyPatch(email, patch));
  }

  #refresh(ids: readonly Id[]): void {
    for (const id of ids) {
      const shown = this.#overlaid(id);
      if (shown) this.#shown.set(id, shown);
      else this.#shown.delete(id);
    }
    if (ids.length > 0) for (const listener of this.#listeners) listener(ids);
  }

  #overlaid(id: Id): ListEmail | undefined {
    let email = this.#truth.get(id);
    for (const { patch } of this.#pending.get(id) ?? []) {
      if (patch === null) return undefined;
      if (email) email = applyPatch(email, patch);
    }
    return email;
  }

  #evict(): void {
    const surplus = this.#truth.size - MAX_EMAILS;
    if (surplus <= 0) return;
    const oldest = [...this.#truth.keys()].filter((id) => !this.#pending.has(id));
    this.#forget(oldest.slice(0, surplus));
  }

  #forget(ids: readonly Id[]): void {
    for (const id of ids) this.#truth.delete(id);
    this.#refresh(ids);
  }
}
