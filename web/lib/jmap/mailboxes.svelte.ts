import { SvelteMap } from 'svelte/reactivity';
import type { Id, Mailbox } from '../../../mailcore/jmap/types.ts';
import { mailboxTree, type MailboxNode } from './mailbox-tree.ts';

/** The account's mailboxes, all in memory. */
export class Mailboxes {
  #byId = new SvelteMap<Id, Mailbox>();
  /** Special mailboxes first, then by name; children follow their parent. */
  readonly tree: readonly MailboxNode[] = $derived(mailboxTree([...this.#byId.values()]));
  #byRole: ReadonlyMap<string, Mailbox> = $derived(
    new Map(
      [...this.#byId.values()].flatMap((mailbox) => (mailbox.role ? [[mailbox.role, mailbox] as const] : [])),
    ),
  );

  get(id: Id): Mailbox | undefined {
    return this.#byId.get(id);
  }

  /** `inbox`, `archive`, `drafts`, `sent`, `junk`, `trash`. RFC 8621 §2. */
  byRole(role: string): Mailbox | undefined {
    return this.#byRole.get(role);
  }

  /** Whether the mailbox holds what people have put away: its emails stay out of other conversations. */
  isAside(id: Id): boolean {
    const role = this.get(id)?.role;
    return role === 'trash' || role === 'junk';
  }

  put(mailboxes: readonly Mailbox[]): void {
    for (const mailbox of mailboxes) this.#byId.set(mailbox.id, mailbox);
  }

  remove(ids: readonly Id[]): void {
    for (const id of ids) this.#byId.delete(id);
  }

  replaceAll(mailboxes: readonly Mailbox[]): void {
    const kept = new Set(mailboxes.map(({ id }) => id));
    this.remove([...this.#byId.keys()].filter((id) => !kept.has(id)));
    this.put(mailboxes);
  }
}
