import type { DataType } from '../model/change.ts';
import type { MessageContent, MessageSummary } from '../model/content.ts';
import type { Email, MailboxRows } from '../model/email.ts';
import type {
  AccountId,
  BlobId,
  EmailId,
  MailboxId,
  ModSeq,
  ThreadId,
  Uid,
  UidValidity,
} from '../model/ids.ts';
import type { KeywordChange, KeywordSet } from '../model/keyword.ts';
import type { FlagMask } from '../model/rights.ts';
import type { BlobLocation, PendingBlob } from './blobs.ts';
import type { Delivery, DeliveryReceipt, EmailPatch, PatchFailure } from './delivery.ts';

export interface EmailStore {
  /**
   * Accepts one message for any number of local mailboxes, the queue, and the sender's submission record, in one transaction.
   * The body is stored once. Local recipients over quota make the whole call throw `overQuota` unless `Delivery.onOverQuota` is `skip`
   * (then they are named in the receipt). RFC 5321 §4.2.5: on return the message is ours.
   */
  deliver(delivery: Delivery): Promise<DeliveryReceipt>;
  /**
   * Adds messages to mailboxes of one account in one transaction (IMAP APPEND, JMAP import and Email/set create).
   * Throws `mailboxNotFound`, `overQuota`, `blobNotFound`. UIDs ascend in the order given. RFC 9051 §6.3.12, RFC 3502.
   */
  appendEmails(accountId: AccountId, emails: readonly NewEmail[]): Promise<AppendedEmail[]>;
  /**
   * IMAP REPLACE: adds a message and takes another out of its mailbox, both or neither; what goes makes room for what comes.
   * Throws as appendEmails; `emailNotFound` when the one to replace is gone. RFC 8508 §3.
   */
  replaceEmail(
    accountId: AccountId,
    replaced: { readonly mailboxId: MailboxId; readonly uid: Uid },
    email: NewEmail,
  ): Promise<AppendedEmail>;
  /**
   * Changes keywords and mailboxes of emails in one transaction, each email on its own: a patch that cannot apply is reported, the others hold.
   * At most 1,000 patches. With `ifInState`, throws `stateMismatch` when the account's modseq moved on. RFC 8621 §4.6.
   */
  updateEmails(
    accountId: AccountId,
    patches: readonly EmailPatch[],
    options?: { ifInState?: ModSeq },
  ): Promise<{
    modseq: ModSeq;
    failed: { emailId: EmailId; code: PatchFailure }[];
  }>;
  /** Removes emails from every mailbox. Unknown ids come back in `notFound`, those of others that must stay in `notPermitted`. */
  destroyEmails(
    accountId: AccountId,
    emailIds: readonly EmailId[],
  ): Promise<{ modseq: ModSeq; notFound: EmailId[]; notPermitted?: EmailId[] }>;

  /**
   * IMAP STORE. UIDs that are gone are passed over. With `unchangedSince`, emails changed later are left alone and returned in
   * `modified`; flags outside `mask` stay as they are. RFC 9051 §6.4.6, RFC 7162 §3.1.3.
   */
  storeFlags(
    accountId: AccountId,
    mailboxId: MailboxId,
    uids: readonly Uid[],
    change: FlagChange,
    options?: { unchangedSince?: ModSeq; mask?: FlagMask },
  ): Promise<{ modseq: ModSeq; modified: Uid[] }>;
  /** IMAP COPY: new Emails on the same blobs. All or nothing; throws `mailboxNotFound`, `overQuota`. RFC 9051 §6.4.7, RFC 4315 §3. */
  copyEmails(accountId: AccountId, from: MailboxId, uids: readonly Uid[], to: MailboxId): Promise<CopiedUids>;
  /** IMAP MOVE: the same Emails leave one mailbox and enter the other in one transaction. RFC 6851 §3. */
  moveEmails(accountId: AccountId, from: MailboxId, uids: readonly Uid[], to: MailboxId): Promise<CopiedUids>;
  /**
   * COPY between mailboxes that may belong to different accounts, in one transaction: new Emails on the same bodies, in the quota and the threads of
   * the account they go to, with the flags `mask` lets through. With `isMove` the originals leave. All or nothing; throws `mailboxNotFound`,
   * `overQuota`. `modseq` is of the account they go to.
   */
  transferEmails(
    from: MailboxPlace,
    uids: readonly Uid[],
    to: MailboxPlace,
    options: { isMove: boolean; mask?: FlagMask },
  ): Promise<CopiedUids>;
  /** IMAP EXPUNGE: removes memberships with \Deleted, only those in `uids` when given; an email in no mailbox is destroyed. RFC 9051 §6.4.3, RFC 4315 §2.1. */
  expunge(
    accountId: AccountId,
    mailboxId: MailboxId,
    uids: readonly Uid[] | null,
  ): Promise<{ modseq: ModSeq; uids: Uid[] }>;
  /** POP3 QUIT: removes exactly these memberships, flag or not. RFC 1939 §6. */
  removeMemberships(
    accountId: AccountId,
    mailboxId: MailboxId,
    uids: readonly Uid[],
  ): Promise<{ modseq: ModSeq }>;

  /** In the order of `ids`; unknown ones are missing. */
  getEmails(accountId: AccountId, ids: readonly EmailId[]): Promise<Email[]>;
  /** Content facts of emails, keyed by email id; with where their bytes lie. At most 1,000 ids. */
  getContents(accountId: AccountId, ids: readonly EmailId[]): Promise<Map<EmailId, StoredContent>>;
  /** Only the summaries, without the rest of the content. Keyed by email id. At most 1,000 ids. */
  getSummaries(accountId: AccountId, ids: readonly EmailId[]): Promise<Map<EmailId, MessageSummary>>;
  /** One column of the content, pre-serialised for the wire, without parsing the rest: the fast path of IMAP FETCH. Keyed by email id. */
  getWireContents(
    accountId: AccountId,
    ids: readonly EmailId[],
    column: 'envelope' | 'bodyStructure',
  ): Promise<Map<EmailId, string>>;
  /**
   * The rows of a mailbox changed after `since` (all, when 0) and the UIDs that left it after `since`.
   * `vanished` is null when the store no longer remembers that far back: read from 0.
   * Feeds the mailbox cache.
   */
  readMailbox(accountId: AccountId, mailboxId: MailboxId, since: ModSeq): Promise<MailboxSlice>;
  /**
   * The UIDs that left a mailbox after `since`, ascending; null when the store no longer remembers that far back.
   * Throws `mailboxNotFound`. RFC 7162 §3.2.5.
   */
  getVanishedUids(accountId: AccountId, mailboxId: MailboxId, since: ModSeq): Promise<Uint32Array | null>;
  /**
   * When messages came into a mailbox, by whatever way: delivered, appended, copied, moved. Those that are gone, or came before this was
   * kept, are missing. At most 1,000 UIDs. Throws `mailboxNotFound`. RFC 8514 §1.
   */
  getSaveDates(accountId: AccountId, mailboxId: MailboxId, uids: readonly Uid[]): Promise<Map<Uid, Date>>;
  /** Email ids of threads, oldest first, keyed by thread id; unknown threads are missing. RFC 8621 §3. */
  getThreads(accountId: AccountId, ids: readonly ThreadId[]): Promise<Map<ThreadId, EmailId[]>>;
  /** Every email of the account as rows without uids (`uids[i]` is 0), ascending by id: queries across mailboxes. */
  readAllEmails(accountId: AccountId): Promise<MailboxSlice>;

  /**
   * Ids of one type changed after `since`, oldest change first, at most `max` of them. `newState` continues where it stopped when `hasMore`.
   * Throws `cannotCalculateChanges` when `since` is unknown or older than the tombstones kept. RFC 8620 §5.2.
   */
  changesSince(accountId: AccountId, type: DataType, since: ModSeq, max: number): Promise<Changes>;
  /** The account's modseq now: the state of every type. */
  accountModseq(accountId: AccountId): Promise<ModSeq>;

  /** A body the account may read (of one of its emails or uploads), or null. */
  findBlob(accountId: AccountId, blobId: BlobId): Promise<StoredBlob | null>;
  /** Keeps a body for 24 h so that a later appendEmails can name it. Throws `overQuota` beyond 500 MB of uploads. RFC 8620 §6.1. */
  addUpload(accountId: AccountId, blob: PendingBlob, type: string): Promise<BlobId>;
}

export interface NewEmail {
  readonly blob: PendingBlob | BlobId;
  readonly content: MessageContent;
  /** At least one. */
  readonly mailboxIds: readonly MailboxId[];
  readonly keywords: KeywordSet;
  readonly isDeleted?: boolean;
  readonly receivedAt: Date;
}

export interface AppendedEmail {
  readonly emailId: EmailId;
  readonly threadId: ThreadId;
  readonly blobId: BlobId;
  readonly sizeBytes: number;
  readonly modseq: ModSeq;
  readonly places: readonly { mailboxId: MailboxId; uid: Uid; uidValidity: UidValidity }[];
}

/** `deleted` set: \Deleted is among the flags named. With mode `replace` and no `deleted`, \Deleted is cleared. */
export interface FlagChange extends KeywordChange {
  readonly deleted: boolean;
}

export interface MailboxPlace {
  readonly accountId: AccountId;
  readonly mailboxId: MailboxId;
}

export interface CopiedUids {
  readonly uidValidity: UidValidity;
  /** Parallel: source and destination, ascending by source. Empty when no uid was there. */
  readonly sourceUids: readonly Uid[];
  readonly destinationUids: readonly Uid[];
  readonly modseq: ModSeq;
}

export interface StoredBlob {
  readonly blobId: BlobId;
  readonly location: BlobLocation;
  /** Content-Type of an upload; null for a message. */
  readonly type: string | null;
}

export interface StoredContent {
  readonly blob: StoredBlob;
  readonly content: MessageContent;
}

export interface MailboxSlice {
  readonly rows: MailboxRows;
  readonly vanished: Uint32Array | null;
  /** Modseq of this snapshot: pass it as the next `since`. */
  readonly modseq: ModSeq;
  /** The mailbox's modseq in this snapshot; the account's where no mailbox was asked for. */
  readonly highestModseq: ModSeq;
}

export interface Changes<Id = number> {
  readonly created: readonly Id[];
  readonly updated: readonly Id[];
  readonly destroyed: readonly Id[];
  readonly newState: ModSeq;
  readonly hasMore: boolean;
  /** Mailbox only: true when nothing but counts changed. RFC 8621 §2.2. */
  readonly countsOnly?: boolean;
}
