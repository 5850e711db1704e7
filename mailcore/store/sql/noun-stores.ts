import type { AnnotationStore } from '../annotation-store.ts';
import type { KeepingStore } from '../keeping-store.ts';
import type { MailboxStore } from '../mailbox-store.ts';
import type { QueueStore } from '../queue-store.ts';
import type { SessionStore } from '../session-store.ts';
import type { SharingStore } from '../sharing-store.ts';
import type { SubmissionStore } from '../submission-store.ts';
import type { UndeleteStore } from '../undelete-store.ts';
import type { EmailStore } from '../email-store.ts';
import type { Store } from '../store.ts';
import { listAnnotations } from './annotations.ts';
import { RequestBodies } from './bodies.ts';
import { directoryStore } from './directory-store.ts';
import { deliverArgs } from './email-writes.ts';
import { hasFailures, loginBlockedUntil } from './logins.ts';
import { listBodyChecksums } from './body-checksums.ts';
import { getMailbox, listMailboxes } from './mailboxes.ts';
import type { QueryReader } from './query-reader.ts';
import { listQueue, nextDueAt } from './queue.ts';
import { listExpunged } from './retained-emails.ts';
import { getSession, listSessions } from './sessions.ts';
import { mailboxesSharedWith } from './shared-mailboxes.ts';
import { listRights, mailboxesOfBlob, rightsOf } from './sharing.ts';
import { getSubmissions, listSubmissions } from './submissions.ts';
import type { Writer } from './writer.ts';

/** What a store is but for mail itself, its sweeps and its checks: the same on every engine. */
export function nounStores(
  reader: QueryReader,
  writer: Writer,
): Omit<Store, keyof EmailStore | 'lockMaildrop' | 'sweep' | 'verify' | 'close'> {
  return {
    ...directoryStore(reader, writer),
    ...mailboxStore(reader, writer),
    admitToMaildrop: (accountId, now, delayMs) => writer.call('admitToMaildrop', [accountId, now, delayMs]),
    ...sharingStore(reader, writer),
    ...annotationStore(reader, writer),
    ...submissionStore(reader, writer),
    ...queueStore(reader, writer),
    ...sessionStore(reader, writer),
    ...keepingStore(reader, writer),
    ...undeleteStore(reader, writer),
  };
}

function mailboxStore(reader: QueryReader, writer: Writer): MailboxStore {
  return {
    listMailboxes: (accountId) => reader.query((db) => listMailboxes(db, accountId)),
    getMailbox: (accountId, mailboxId) => reader.query((db) => getMailbox(db, accountId, mailboxId)),
    createMailbox: (accountId, mailbox) => writer.call('createMailbox', [accountId, mailbox]),
    updateMailbox: (accountId, mailboxId, patch) =>
      writer.call('updateMailbox', [accountId, mailboxId, patch]),
    deleteMailbox: (accountId, mailboxId, options) =>
      writer.call('deleteMailbox', [accountId, mailboxId, options]),
  };
}

function sharingStore(reader: QueryReader, writer: Writer): SharingStore {
  return {
    setRights: (ownerId, mailboxId, granteeId, change) =>
      writer.call('setRights', [ownerId, mailboxId, granteeId, change]),
    listRights: (ownerId, mailboxId) => reader.query((db) => listRights(db, ownerId, mailboxId)),
    rightsOf: (accountId, mailboxId) => reader.query((db) => rightsOf(db, accountId, mailboxId)),
    mailboxesSharedWith: (accountId, ownerId) =>
      reader.query((db) => mailboxesSharedWith(db, accountId, ownerId)),
    mailboxesOfBlob: (ownerId, blobId) => reader.query((db) => mailboxesOfBlob(db, ownerId, blobId)),
    setSharedSubscription: (accountId, mailboxId, isSubscribed) =>
      writer.call('setSharedSubscription', [accountId, mailboxId, isSubscribed]),
  };
}

function annotationStore(reader: QueryReader, writer: Writer): AnnotationStore {
  return {
    listAnnotations: (accountId, mailboxId) =>
      reader.query((db) => listAnnotations(db, accountId, mailboxId)),
    setAnnotations: (accountId, mailboxId, changes) =>
      writer.call('setAnnotations', [accountId, mailboxId, changes]),
  };
}

function submissionStore(reader: QueryReader, writer: Writer): SubmissionStore {
  return {
    listSubmissions: (accountId) => reader.query((db) => listSubmissions(db, accountId)),
    getSubmissions: (accountId, ids) => reader.query((db) => getSubmissions(db, accountId, ids)),
    cancelSubmission: (accountId, id) => writer.call('cancelSubmission', [accountId, id]),
    destroySubmissions: (accountId, ids) => writer.call('destroySubmissions', [accountId, ids]),
  };
}

function queueStore(reader: QueryReader, writer: Writer): QueueStore {
  return {
    leaseQueue: (now, options) => writer.call('leaseQueue', [now, options]),
    settleQueue: async (id, outcomes, dsn) => {
      const bodies = new RequestBodies();
      const args = dsn && deliverArgs(dsn, bodies);
      return writer.call('settleQueue', [id, outcomes, args], bodies.list);
    },
    nextDueAt: () => reader.query(nextDueAt),
    listQueue: (options) => reader.query((db) => listQueue(db, options)),
    retryQueue: (id) => writer.call('retryQueue', [id]),
    cancelQueue: (id) => writer.call('cancelQueue', [id]),
  };
}

function sessionStore(reader: QueryReader, writer: Writer): SessionStore {
  return {
    addSession: (session) => writer.call('addSession', [session]),
    getSession: (idHash) => reader.query((db) => getSession(db, idHash)),
    listSessions: (accountId) => reader.query((db) => listSessions(db, accountId)),
    touchSession: (idHash, patch) => writer.call('touchSession', [idHash, patch]),
    removeSession: (idHash) => writer.call('removeSession', [idHash]),
    removeSessions: (accountId, exceptIdHash) => writer.call('removeSessions', [accountId, exceptIdHash]),
    recordLogin: async (keys, outcome, now) => {
      if (outcome === 'failure' || (await reader.query((db) => hasFailures(db, keys))))
        return writer.call('recordLogin', [keys, outcome, now]);
      return reader.query((db) => loginBlockedUntil(db, keys, now));
    },
    loginBlockedUntil: (keys, now) => reader.query((db) => loginBlockedUntil(db, keys, now)),
  };
}

function undeleteStore(reader: QueryReader, writer: Writer): UndeleteStore {
  return {
    listExpunged: (accountId, options) => reader.query((db) => listExpunged(db, accountId, options)),
    restoreExpunged: (accountId, ids, into) => writer.call('restoreExpunged', [accountId, ids, into]),
  };
}

function keepingStore(reader: QueryReader, writer: Writer): KeepingStore {
  return {
    holdBodies: (holder, until) => writer.call('holdBodies', [holder, until]),
    releaseBodies: (holder) => writer.call('releaseBodies', [holder]),
    listBodyChecksums: (accountId) => reader.query((db) => listBodyChecksums(db, accountId)),
  };
}
