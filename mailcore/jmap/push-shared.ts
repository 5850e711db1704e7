import type { StoreEvent } from '../model/change.ts';
import type { AccountId, MailboxId } from '../model/ids.ts';
import type { SharingStore } from '../store/sharing-store.ts';
import { readSharedAccounts } from './shared-accounts.ts';
import type { TypeName } from './types.ts';

/** Of another account one hears about its mail, not about what it sends. */
const SHARED_TYPES: ReadonlySet<TypeName> = new Set(['Mailbox', 'Email', 'Thread']);

export function sharedTypes(types: readonly TypeName[]): TypeName[] {
  return types.filter((type) => SHARED_TYPES.has(type));
}

/** Which changes of others concern an account: those in mailboxes it may see, as of the last `sharing` event. */
export class SharedWatch {
  readonly #store: SharingStore;
  readonly #accountId: AccountId;
  #mailboxes: ReadonlyMap<AccountId, ReadonlySet<MailboxId>> = new Map();

  /** Knows of nothing until it is loaded. */
  constructor(store: SharingStore, accountId: AccountId) {
    this.#store = store;
    this.#accountId = accountId;
  }

  async load(): Promise<void> {
    const shared = await readSharedAccounts(this.#store, { id: this.#accountId });
    this.#mailboxes = new Map(shared.map(({ ownerId, mailboxIds }) => [ownerId, mailboxIds]));
  }

  concerns(event: StoreEvent & { kind: 'account' }): boolean {
    const visible = this.#mailboxes.get(event.accountId);
    return visible !== undefined && event.mailboxIds.some((id) => visible.has(id));
  }

  isOutdatedBy(event: StoreEvent): boolean {
    return event.kind === 'sharing' && (event.accountId === null || event.accountId === this.#accountId);
  }
}
