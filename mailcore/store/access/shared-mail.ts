import type { EmailStore } from '../email-store.ts';
import type { MailboxStore } from '../mailbox-store.ts';
import type { Store } from '../store.ts';
import type { Grants } from './grants.ts';
import { sharedChanges } from './shared-changes.ts';
import { sharedMailboxes } from './shared-mailboxes.ts';
import { sharedReads } from './shared-reads.ts';
import { sharedWrites } from './shared-writes.ts';

/** What a protocol does with the mail of an account, its own or not. Named one by one: what is new to the store is not for guests. */
export type MailStore = MailboxStore &
  Pick<
    EmailStore,
    | 'appendEmails'
    | 'replaceEmail'
    | 'updateEmails'
    | 'destroyEmails'
    | 'storeFlags'
    | 'expunge'
    | 'getEmails'
    | 'getContents'
    | 'getSummaries'
    | 'getWireContents'
    | 'readMailbox'
    | 'getVanishedUids'
    | 'getSaveDates'
    | 'getThreads'
    | 'readAllEmails'
    | 'changesSince'
    | 'accountModseq'
    | 'findBlob'
  >;

/** The mail of others as far as it was granted: every call checks the rights as they are then. */
export function sharedMail(store: Store, grants: Grants): MailStore {
  return {
    ...sharedMailboxes(store, grants),
    ...sharedReads(store, grants),
    ...sharedChanges(store, grants),
    ...sharedWrites(store, grants),
  };
}
