import type { AccountId, BlobId, EmailId, MailboxId, ModSeq, ThreadId, Uid } from './ids.ts';
import type { KeywordSet } from './keyword.ts';

/** One message object of one account, in a set of mailboxes. Immutable but for keywords and memberships. RFC 8621 §4. */
export interface Email {
  readonly id: EmailId;
  readonly accountId: AccountId;
  readonly blobId: BlobId;
  readonly threadId: ThreadId;
  readonly sizeBytes: number;
  /** IMAP INTERNALDATE. */
  readonly receivedAt: Date;
  readonly keywords: KeywordSet;
  readonly memberships: readonly Membership[];
  readonly createdModseq: ModSeq;
  readonly modseq: ModSeq;
}

/** An email's place in a mailbox. */
export interface Membership {
  readonly mailboxId: MailboxId;
  readonly uid: Uid;
  /** IMAP \Deleted. */
  readonly isDeleted: boolean;
}

/**
 * A slice of a mailbox as parallel columns, ascending by uid: what IMAP FLAGS, sequence numbers, JMAP lists and POP3 need,
 * about 56 bytes a message. `custom[i]` is undefined where an email has no custom keyword.
 */
export interface MailboxRows {
  readonly uids: Uint32Array;
  readonly emailIds: Float64Array;
  readonly threadIds: Float64Array;
  readonly modseqs: Float64Array;
  /** Milliseconds since 1970. */
  readonly receivedAt: Float64Array;
  /** The Date header, milliseconds since 1970 UTC; NaN when there is none that can be read. */
  readonly sentAt: Float64Array;
  /** Zone of the Date header, minutes east of UTC. */
  readonly sentOffsets: Int16Array;
  readonly sizes: Float64Array;
  /** Bits of FLAG; see also `deleted`. */
  readonly flags: Uint8Array;
  /** 1 where \Deleted is set. */
  readonly deleted: Uint8Array;
  readonly custom: ReadonlyMap<number, readonly string[]>;
}
