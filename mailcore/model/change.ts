import type { AccountId, MailboxId, ModSeq } from './ids.ts';

/** JMAP data types that have a state. */
export const DATA_TYPES = ['Mailbox', 'Email', 'Thread', 'Identity', 'EmailSubmission'] as const;
export type DataType = (typeof DATA_TYPES)[number];

/**
 * Published after a commit, to every thread and node. It says where to look, not what is there: readers ask the store
 * for what changed since the modseq they have, so an event may be lost, merged or repeated without harm.
 */
export type StoreEvent =
  | {
      readonly kind: 'account';
      readonly accountId: AccountId;
      readonly modseq: ModSeq;
      readonly types: readonly DataType[];
      readonly mailboxIds: readonly MailboxId[];
      /** True when at least one email was newly delivered (not appended, moved or edited): clients may ring a bell. RFC 8621 §1.5. */
      readonly delivered: boolean;
    }
  /** What others share with the account changed, or its subscriptions to that; with everyone's when null: look again. */
  | { readonly kind: 'sharing'; readonly accountId: AccountId | null }
  /** A note on a mailbox (null: the server) changed; it is for the account, or for everyone when null. */
  | {
      readonly kind: 'annotations';
      readonly accountId: AccountId | null;
      readonly mailboxId: MailboxId | null;
      readonly name: string;
    }
  /** New or released queue rows: the queue should look now. */
  | { readonly kind: 'queue' }
  /** Credentials, name, rights or existence of an account changed: drop what is cached of it. */
  | { readonly kind: 'directory'; readonly accountId: AccountId | null }
  /** Sessions of the account ended: close its push streams. */
  | {
      readonly kind: 'signedOut';
      readonly accountId: AccountId;
      readonly sessionIdHashes: readonly string[];
    };
