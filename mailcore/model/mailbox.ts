import type { AccountId, MailboxId, ModSeq, Uid, UidValidity } from './ids.ts';

/** Mailbox roles in use, as the IANA registry spells them. RFC 6154 §2, RFC 8621 §2. */
export const MAILBOX_ROLES = ['inbox', 'archive', 'drafts', 'sent', 'junk', 'trash'] as const;
export type MailboxRole = (typeof MAILBOX_ROLES)[number];

/** The mailboxes every new account has, in this order; names are what IMAP shows, screens translate by role. */
export const DEFAULT_MAILBOXES: readonly { role: MailboxRole; name: string }[] = [
  { role: 'inbox', name: 'Inbox' },
  { role: 'drafts', name: 'Drafts' },
  { role: 'sent', name: 'Sent' },
  { role: 'archive', name: 'Archive' },
  { role: 'junk', name: 'Junk' },
  { role: 'trash', name: 'Trash' },
];

/** A mailbox as stored. `name` is one level, NFC, without `/`; the IMAP path joins levels with `/` and spells the inbox INBOX. */
export interface Mailbox {
  readonly id: MailboxId;
  readonly accountId: AccountId;
  readonly name: string;
  readonly parentId: MailboxId | null;
  readonly role: MailboxRole | null;
  readonly sortOrder: number;
  readonly isSubscribed: boolean;
  readonly uidValidity: UidValidity;
  /** What POP3 unique-ids begin with: the UIDVALIDITY the mailbox was made with, whatever a restore gave it since. */
  readonly uidlValidity: UidValidity;
  readonly uidNext: Uid;
  /** Highest modseq of anything in it: emails, memberships, its own properties. IMAP HIGHESTMODSEQ. */
  readonly modseq: ModSeq;
  /** Modseq at creation and at the last change of name, parent, role, order or subscription. */
  readonly createdModseq: ModSeq;
  readonly propertiesModseq: ModSeq;
  readonly totalEmails: number;
  /** Neither $seen nor $draft. RFC 8621 §2. IMAP's UNSEEN counts drafts, too. */
  readonly unreadEmails: number;
  readonly sizeBytes: number;
}
