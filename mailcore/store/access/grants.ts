import { MailError } from '../../errors.ts';
import type { AccountId, MailboxId } from '../../model/ids.ts';
import { hasRight, type Right, type Rights } from '../../model/rights.ts';
import type { SharedMailbox, SharingStore } from '../sharing-store.ts';

/** What one account was granted in the mail of others, as of each call. */
export class Grants {
  readonly accountId: AccountId;
  readonly #store: SharingStore;

  constructor(store: SharingStore, accountId: AccountId) {
    this.accountId = accountId;
    this.#store = store;
  }

  /** Throws `mailboxNotFound` without the right `l`, as for a mailbox that is not there. */
  async of(ownerId: AccountId, mailboxId: MailboxId): Promise<Rights> {
    const found = await this.#store.rightsOf(this.accountId, mailboxId);
    if (found?.ownerId !== ownerId || !hasRight(found.rights, 'l')) throw notFound();
    return found.rights;
  }

  /** Throws `mailboxNotFound`, `noPermission`. */
  async require(ownerId: AccountId, mailboxId: MailboxId, ...rights: Right[]): Promise<Rights> {
    const granted = await this.of(ownerId, mailboxId);
    requireRights(granted, rights);
    return granted;
  }

  /** Every mailbox of the owner that the account may see. */
  async all(ownerId: AccountId): Promise<ReadonlyMap<MailboxId, SharedMailbox>> {
    const shared = await this.#store.mailboxesSharedWith(this.accountId, ownerId);
    return new Map(shared.map((entry) => [entry.mailbox.id, entry]));
  }

  /** As {@link all}; throws `accountNotFound` when there is none: then there is nothing to know of the owner. */
  async some(ownerId: AccountId): Promise<ReadonlyMap<MailboxId, SharedMailbox>> {
    const granted = await this.all(ownerId);
    if (granted.size === 0) throw new MailError('accountNotFound', 'No such account');
    return granted;
  }
}

/** Throws `noPermission`. */
export function requireRights(granted: Rights, rights: readonly Right[]): void {
  if (rights.some((right) => !hasRight(granted, right))) throw notPermitted();
}

export function notFound(): MailError {
  return new MailError('mailboxNotFound', 'No such mailbox');
}

export function notPermitted(): MailError {
  return new MailError('noPermission', 'You do not have the right to do that');
}
