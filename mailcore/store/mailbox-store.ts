import type { AccountId, MailboxId } from '../model/ids.ts';
import type { Mailbox, MailboxRole } from '../model/mailbox.ts';

export interface MailboxStore {
  /** All mailboxes of the account, parents before children, then by sortOrder, then name. */
  listMailboxes(accountId: AccountId): Promise<Mailbox[]>;
  getMailbox(accountId: AccountId, mailboxId: MailboxId): Promise<Mailbox | null>;
  /**
   * Creates a mailbox. Throws `alreadyExists` for a sibling of the same name (case-insensitively for INBOX at the root),
   * `mailboxNotFound` for the parent, `mailboxRoleTaken`, `invalidMailboxName`, `limitReached` (10,000 mailboxes, 20 levels).
   */
  createMailbox(accountId: AccountId, mailbox: NewMailbox): Promise<Mailbox>;
  /** Renames, moves, (un)subscribes. Throws as createMailbox; also for a cycle (`invalidArgument`). */
  updateMailbox(accountId: AccountId, mailboxId: MailboxId, patch: Partial<NewMailbox>): Promise<Mailbox>;
  /**
   * Deletes a mailbox. Throws `mailboxHasChild`, `mailboxHasEmail` unless `removeEmails`, `forbidden` for the inbox.
   * With `removeEmails`, emails in no other mailbox are destroyed. RFC 8621 §2.5.
   */
  deleteMailbox(
    accountId: AccountId,
    mailboxId: MailboxId,
    options: { removeEmails: boolean },
  ): Promise<void>;
}

export interface NewMailbox {
  readonly name: string;
  readonly parentId?: MailboxId | null;
  readonly role?: MailboxRole | null;
  readonly sortOrder?: number;
  readonly isSubscribed?: boolean;
}
