import type { AccountId, EmailId, MailboxId, Uid } from '../model/ids.ts';

/** How long removed mail can be brought back, and how much of it an account may have. */
export interface RetentionSettings {
  /** 0 = removed mail is gone at once. */
  readonly undeleteDays: number;
  /** Beyond this the oldest of an account goes first, at a sweep. It counts towards no quota. */
  readonly maxBytes: number;
}

/**
 * Removed mail that can be brought back. An email is kept when it leaves its last mailbox, by EXPUNGE, POP3, JMAP or with its mailbox;
 * drafts are not, as every save replaces one.
 */
export interface UndeleteStore {
  /** Latest removal first. `text` is looked for in subject and addresses, in any case. At most `limit` (200), those before `beforeId`. */
  listExpunged(
    accountId: AccountId,
    options?: { text?: string; beforeId?: number; limit?: number },
  ): Promise<ExpungedEmail[]>;
  /**
   * Brings removed emails back as new ones with their keywords, dates and threads, into `into` or where they were: into the inbox from
   * trash and junk, and a mailbox that went is made again. All or nothing; throws `overQuota`, `mailboxNotFound`.
   */
  restoreExpunged(
    accountId: AccountId,
    ids: readonly number[],
    into?: MailboxId,
  ): Promise<{ restored: RestoredEmail[]; notFound: number[] }>;
}

export interface ExpungedEmail {
  readonly id: number;
  /** Where it was; the mailbox may be gone. */
  readonly mailboxId: MailboxId;
  /** Names from the root; empty when nobody knows any more. */
  readonly mailboxPath: readonly string[];
  readonly subject: string | null;
  /** The first author, as the summary has it. */
  readonly from: { readonly name: string | null; readonly email: string } | null;
  readonly sizeBytes: number;
  readonly receivedAt: Date;
  readonly removedAt: Date;
}

export interface RestoredEmail {
  readonly id: number;
  readonly emailId: EmailId;
  readonly mailboxId: MailboxId;
  readonly uid: Uid;
}
