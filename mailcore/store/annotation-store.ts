import type { AccountId, MailboxId } from '../model/ids.ts';

/** A note on a mailbox or, when `mailboxId` is null, on the server. `name` begins with `/private/` or `/shared/`, in lower case. RFC 5464 §3. */
export interface Annotation {
  readonly name: string;
  readonly value: Uint8Array;
}

/** Null removes it. */
export interface AnnotationChange {
  readonly name: string;
  readonly value: Uint8Array | null;
}

/** Notes that clients leave: private ones are seen by the account that made them, shared ones by whoever uses the mailbox. RFC 5464. */
export interface AnnotationStore {
  /** The shared ones and those private to the account, by name. Rights are the caller's to check (access/). */
  listAnnotations(accountId: AccountId, mailboxId: MailboxId | null): Promise<Annotation[]>;
  /**
   * Changes several in one transaction and announces their names to the account for private ones, to the owner of the mailbox (of the server: to
   * everyone) for shared ones. Throws `mailboxNotFound`, `invalidArgument` (no such kind of name), `messageTooLarge` (32 KB a value),
   * `limitReached` (100 private and 100 shared ones on each thing).
   */
  setAnnotations(
    accountId: AccountId,
    mailboxId: MailboxId | null,
    changes: readonly AnnotationChange[],
  ): Promise<void>;
}

export const MAX_ANNOTATION_BYTES = 32 * 1024;
