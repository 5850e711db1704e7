import type { Envelope } from '../model/envelope.ts';
import type { AccountId, EmailId, IdentityId, ModSeq, SubmissionId, ThreadId } from '../model/ids.ts';

export interface SubmissionStore {
  listSubmissions(accountId: AccountId): Promise<Submission[]>;
  getSubmissions(accountId: AccountId, ids: readonly SubmissionId[]): Promise<Submission[]>;
  /** Cancels what is still in the queue. Throws `forbidden` when it has left already. RFC 8621 §7.5. */
  cancelSubmission(accountId: AccountId, id: SubmissionId): Promise<void>;
  destroySubmissions(
    accountId: AccountId,
    ids: readonly SubmissionId[],
  ): Promise<{ notFound: SubmissionId[] }>;
}

export interface Submission {
  readonly id: SubmissionId;
  readonly identityId: IdentityId;
  readonly emailId: EmailId;
  readonly threadId: ThreadId;
  readonly envelope: Envelope;
  readonly sendAt: Date;
  /** `pending` while any recipient waits in the queue and was never tried, `final` after, `canceled`. RFC 8621 §7. */
  readonly undoStatus: 'pending' | 'final' | 'canceled';
  readonly deliveryStatus: Readonly<Record<string, DeliveryStatus>>;
  readonly createdModseq: ModSeq;
  readonly modseq: ModSeq;
}

export interface DeliveryStatus {
  readonly smtpReply: string;
  readonly delivered: 'queued' | 'yes' | 'no' | 'unknown';
}
