/** Numbers that look alike and must not be mixed: each is branded, so the compiler tells them apart. */
type Brand<T, Name extends string> = T & { readonly __brand: Name };

export type DomainId = Brand<number, 'DomainId'>;
export type AccountId = Brand<number, 'AccountId'>;
export type MailboxId = Brand<number, 'MailboxId'>;
export type EmailId = Brand<number, 'EmailId'>;
export type ThreadId = Brand<number, 'ThreadId'>;
export type BlobId = Brand<number, 'BlobId'>;
export type QueueId = Brand<number, 'QueueId'>;
export type IdentityId = Brand<number, 'IdentityId'>;
export type SubmissionId = Brand<number, 'SubmissionId'>;

/** IMAP unique identifier of a membership, 1..2^32-1, ascending in its mailbox. RFC 9051 §2.3.1.1. */
export type Uid = Brand<number, 'Uid'>;
/** The account-wide change counter: JMAP state, IMAP MODSEQ and push cursor at once. RFC 7162 §3.1, RFC 8620 §5.2. */
export type ModSeq = Brand<number, 'ModSeq'>;
export type UidValidity = Brand<number, 'UidValidity'>;
