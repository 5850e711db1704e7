import { rm } from 'node:fs/promises';
import { MailError } from '../../errors.ts';
import type { DataFiles } from '../data-files.ts';
import type { MailboxStore } from '../mailbox-store.ts';
import type { QueueStore } from '../queue-store.ts';
import type { SessionStore } from '../session-store.ts';
import { loginBlockedUntil } from '../sql/logins.ts';
import { getMailbox, listMailboxes } from '../sql/mailboxes.ts';
import { listQueue, nextDueAt } from '../sql/queue.ts';
import { getSession, listSessions } from '../sql/sessions.ts';
import { getSubmissions, listSubmissions } from '../sql/submissions.ts';
import type { Store } from '../store.ts';
import type { SubmissionStore } from '../submission-store.ts';
import { type NewBody, RequestBodies } from './bodies.ts';
import { directoryStore } from './directory-store.ts';
import { deliverArgs, emailStore } from './email-store.ts';
import type { Reader } from './reader.ts';
import { sweep } from './sweep.ts';
import { verify } from './verify.ts';
import type { Writer } from './writer.ts';

/** The Store over one reader of this thread and the one writer, wherever it lives. */
export function sqliteStore(reader: Reader, writer: Writer, files: DataFiles): Store {
  const consuming = consumeBodies(writer);
  return {
    ...directoryStore(reader, writer),
    ...mailboxStore(reader, writer),
    ...emailStore(reader, consuming),
    ...submissionStore(reader, writer),
    ...queueStore(reader, consuming),
    ...sessionStore(reader, writer),
    sweep: (now) => sweep({ reader, writer, files }, now),
    verify: () => verify(reader, files),
    close: async () => {
      await writer.close();
      await reader.close();
    },
  };
}

/** An operation consumes the bodies it was given: when it is refused, their files go. */
function consumeBodies(writer: Writer): Writer {
  return {
    close: () => writer.close(),
    call: async (name, args, bodies = []) => {
      try {
        return await writer.call(name, args, bodies);
      } catch (error) {
        if (isRefusal(error)) await removeFiles(bodies);
        throw error;
      }
    },
  };
}

/** After `unavailable` the commit may have happened unheard: the files stay, and a sweep removes them if nothing names them. */
function isRefusal(error: unknown): boolean {
  return error instanceof MailError && error.code !== 'unavailable';
}

async function removeFiles(bodies: readonly NewBody[]): Promise<void> {
  for (const { pending } of bodies) if (pending.kind === 'file') await rm(pending.path, { force: true });
}

function mailboxStore(reader: Reader, writer: Writer): MailboxStore {
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

function submissionStore(reader: Reader, writer: Writer): SubmissionStore {
  return {
    listSubmissions: (accountId) => reader.query((db) => listSubmissions(db, accountId)),
    getSubmissions: (accountId, ids) => reader.query((db) => getSubmissions(db, accountId, ids)),
    cancelSubmission: (accountId, id) => writer.call('cancelSubmission', [accountId, id]),
    destroySubmissions: (accountId, ids) => writer.call('destroySubmissions', [accountId, ids]),
  };
}

function queueStore(reader: Reader, writer: Writer): QueueStore {
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

function sessionStore(reader: Reader, writer: Writer): SessionStore {
  return {
    addSession: (session) => writer.call('addSession', [session]),
    getSession: (idHash) => reader.query((db) => getSession(db, idHash)),
    listSessions: (accountId) => reader.query((db) => listSessions(db, accountId)),
    touchSession: (idHash, patch) => writer.call('touchSession', [idHash, patch]),
    removeSession: (idHash) => writer.call('removeSession', [idHash]),
    removeSessions: (accountId, exceptIdHash) => writer.call('removeSessions', [accountId, exceptIdHash]),
    recordLogin: (keys, outcome, now) => writer.call('recordLogin', [keys, outcome, now]),
    loginBlockedUntil: (keys, now) => reader.query((db) => loginBlockedUntil(db, keys, now)),
  };
}
