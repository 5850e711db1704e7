import type { Id, Identity } from '../../../mailcore/jmap/types.ts';

/** The addresses the user may write as, the default first. RFC 8621 §6. */
export class Identities {
  list: readonly Identity[] = $state.raw([]);
  #own: ReadonlySet<string> = $derived(new Set(this.list.map(({ email }) => email.toLowerCase())));

  get(id: Id): Identity | undefined {
    return this.list.find((identity) => identity.id === id);
  }

  isOwn(address: string): boolean {
    return this.#own.has(address.toLowerCase());
  }

  change(changed: readonly Identity[], destroyed: readonly Id[]): void {
    if (changed.length + destroyed.length === 0) return;
    const byId = new Map([...this.list, ...changed].map((identity) => [identity.id, identity]));
    for (const id of destroyed) byId.delete(id);
    this.list = [...byId.values()];
  }
}
