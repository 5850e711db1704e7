import type { MessageContent } from '../model/content.ts';
import type { Envelope } from '../model/envelope.ts';
import type {
  AccountId,
  BlobId,
  EmailId,
  IdentityId,
  MailboxId,
  QueueId,
  SubmissionId,
  Uid,
} from '../model/ids.ts';
import type { KeywordChange, KeywordSet } from '../model/keyword.ts';
import type { MailboxRole } from '../model/mailbox.ts';
import type { PendingBlob } from './blobs.ts';

/** A message to accept. `content` is what message/scan.ts derived from exactly the bytes of `blob`. */
export interface Delivery {
  /** Names the message in our replies, the Received header, the log and the queue: 12 characters. */
  readonly traceId: string;
  readonly blob: PendingBlob | BlobId;
  readonly content: MessageContent;
  readonly receivedAt: Date;
  readonly local: readonly LocalDelivery[];
  readonly onOverQuota: 'throw' | 'skip';
  /** The remote recipients, if any. */
  readonly queue: QueueRequest | null;
  /** JMAP: the submission record, and patches to emails of the sender in the same transaction. */
  readonly submission?: NewSubmission;
}

export interface LocalDelivery {
  readonly accountId: AccountId;
  /** Where to file it; a role that is missing or a mailbox that is gone falls back to the inbox. */
  readonly mailbox: MailboxRole | MailboxId;
  readonly keywords: KeywordSet;
}

export interface DeliveryReceipt {
  readonly blobId: BlobId;
  readonly queueId: QueueId | null;
  readonly submissionId: SubmissionId | null;
  /** One per LocalDelivery that was filed, in order. */
  readonly filed: readonly { accountId: AccountId; emailId: EmailId; mailboxId: MailboxId; uid: Uid }[];
  readonly overQuota: readonly AccountId[];
}

/** What to send out. */
export interface QueueRequest {
  readonly envelope: Envelope;
  /** Who submitted it; null for relayed mail and DSNs. */
  readonly accountId: AccountId | null;
  /** Not before this time. */
  readonly sendAt: Date;
}

export interface NewSubmission {
  readonly accountId: AccountId;
  readonly identityId: IdentityId;
  readonly emailId: EmailId;
  readonly envelope: Envelope;
  readonly sendAt: Date;
  /** onSuccessUpdateEmail, applied in the same transaction. */
  readonly emailPatches: readonly EmailPatch[];
  readonly destroyEmails: readonly EmailId[];
}

/** Why a patch was not applied. */
export type PatchFailure = 'emailNotFound' | 'mailboxNotFound' | 'invalidArgument' | 'noPermission';

/** A change to one email. Exactly one of `setMailboxes` and the add/remove pair. An email must stay in at least one mailbox. */
export interface EmailPatch {
  readonly emailId: EmailId;
  readonly keywords?: readonly KeywordChange[];
  readonly setMailboxes?: readonly MailboxId[];
  readonly addMailboxes?: readonly MailboxId[];
  readonly removeMailboxes?: readonly MailboxId[];
}
