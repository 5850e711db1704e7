import type { AccountId, BlobId, MailboxId } from '../model/ids.ts';
import type { Mailbox } from '../model/mailbox.ts';
import type { MailboxRights, Rights, RightsChange } from '../model/rights.ts';

/**
 * What owners let others do in their mailboxes. The store keeps it; access/ acts on it. Nobody but the owner has a right that was
 * not granted; a mailbox made inside another starts with that one's grants. RFC 4314.
 */
export interface SharingStore {
  /**
   * Changes what an account (null: everyone) may do in a mailbox of `ownerId`; no rights left means no grant left. Announced to both sides: the
   * owner's Mailbox state moves on, the other hears a `sharing` event. Returns the rights granted now.
   * Throws `mailboxNotFound`, `accountNotFound`, `invalidArgument` for the owner, `limitReached` (1,000 grants on a mailbox).
   */
  setRights(
    ownerId: AccountId,
    mailboxId: MailboxId,
    granteeId: AccountId | null,
    change: RightsChange,
  ): Promise<Rights>;
  /** The grants on a mailbox: everyone first, then by address. Throws `mailboxNotFound`. */
  listRights(ownerId: AccountId, mailboxId: MailboxId): Promise<Grant[]>;
  /** What an account may do in a mailbox, its own or not; null when that is nothing, or there is no such mailbox. */
  rightsOf(accountId: AccountId, mailboxId: MailboxId): Promise<MailboxRights | null>;
  /** Mailboxes of others in which the account has the right `l`, of one owner when named; by address of the owner, then path. */
  mailboxesSharedWith(accountId: AccountId, ownerId?: AccountId): Promise<SharedMailbox[]>;
  /** The mailboxes of `ownerId` that hold a message with this body. */
  mailboxesOfBlob(ownerId: AccountId, blobId: BlobId): Promise<MailboxId[]>;
  /** Subscribes to a mailbox of another account, without the owner's notice. Throws `mailboxNotFound`. */
  setSharedSubscription(accountId: AccountId, mailboxId: MailboxId, isSubscribed: boolean): Promise<void>;
}

export interface Grant {
  /** Null: everyone who can sign in. */
  readonly grantee: { readonly accountId: AccountId; readonly address: string } | null;
  readonly rights: Rights;
}

/** A mailbox as one sees it who is not its owner. */
export interface SharedMailbox {
  /** `isSubscribed` is the subscription of the account that asked. */
  readonly mailbox: Mailbox;
  readonly ownerAddress: string;
  readonly rights: Rights;
  /** Names from the top of the owner's tree down to it, also of mailboxes that are not shared; the inbox is INBOX. */
  readonly path: readonly string[];
}
