import type { EmailAddress, Id } from '../../../mailcore/jmap/types.ts';

/** What the user asked to write. */
export type ComposeIntent =
  | {
      readonly kind: 'new';
      readonly to?: readonly EmailAddress[];
      readonly cc?: readonly EmailAddress[];
      readonly bcc?: readonly EmailAddress[];
      readonly subject?: string;
      readonly text?: string;
    }
  | { readonly kind: 'reply' | 'replyAll' | 'forward'; readonly emailId: Id }
  /** Continue a draft of the Drafts mailbox. */
  | { readonly kind: 'draft'; readonly emailId: Id }
  /** What a closed tab had not stored yet. */
  | { readonly kind: 'restored'; readonly draft: DraftContent; readonly storedId: Id | null };

/** An attached file that the server holds. */
export interface StoredAttachment {
  readonly blobId: Id;
  readonly name: string;
  readonly type: string;
  readonly sizeBytes: number;
}

/** What the finished email does to the one it answers. */
export interface Answered {
  readonly emailId: Id;
  readonly keyword: '$answered' | '$forwarded';
}

/** All of a draft that is worth keeping; plain data. */
export interface DraftContent {
  readonly identityId: Id;
  readonly to: readonly EmailAddress[];
  readonly cc: readonly EmailAddress[];
  readonly bcc: readonly EmailAddress[];
  readonly subject: string;
  readonly text: string;
  readonly attachments: readonly StoredAttachment[];
  /** Without angle brackets; the same through all versions of the draft, so that it can be found again. RFC 8621 §4.1.2.2. */
  readonly messageId: string;
  readonly inReplyTo: readonly string[] | null;
  readonly references: readonly string[] | null;
  readonly answered: Answered | null;
}
