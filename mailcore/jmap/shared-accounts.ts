import type { Account } from '../model/account.ts';
import type { AccountId, MailboxId } from '../model/ids.ts';
import { hasRight, type Right, type Rights } from '../model/rights.ts';
import type { SharingStore } from '../store/sharing-store.ts';

/** An account whose mailboxes somebody else may see. RFC 8620 §2 (isPersonal, isReadOnly). */
export interface SharedAccount {
  readonly ownerId: AccountId;
  readonly ownerAddress: string;
  /** Nothing in it may be changed. */
  readonly isReadOnly: boolean;
  readonly mailboxIds: ReadonlySet<MailboxId>;
}

const CHANGING: readonly Right[] = ['s', 'w', 'i', 'k', 'x', 't', 'e'];

/** The accounts that share mailboxes with one, by address; only `ownerId` when named. */
export async function readSharedAccounts(
  store: SharingStore,
  account: Pick<Account, 'id'>,
  ownerId?: AccountId,
): Promise<SharedAccount[]> {
  const mailboxes = await store.mailboxesSharedWith(account.id, ownerId);
  const byOwner = Map.groupBy(mailboxes, ({ mailbox }) => mailbox.accountId);
  return [...byOwner].map(([id, shared]) => ({
    ownerId: id,
    ownerAddress: shared[0]?.ownerAddress ?? '',
    isReadOnly: !shared.some(({ rights }) => mayChange(rights)),
    mailboxIds: new Set(shared.map(({ mailbox }) => mailbox.id)),
  }));
}

function mayChange(rights: Rights): boolean {
  return CHANGING.some((right) => hasRight(rights, right));
}
