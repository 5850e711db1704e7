/**
 * The store port: whole intentions with plain, structured-cloneable data. No transaction object leaves an adapter, so SQLite's
 * writer can live in a thread of its own and PostgreSQL's in-process, and no caller can tell.
 *
 * Every method that writes is durable when its promise resolves (fsynced, in one transaction) and publishes its StoreEvents
 * after that commit. Every method throws MailError only; `unavailable` when the medium failed and nothing was changed.
 * An id of another account behaves like one that does not exist.
 *
 * Adapters: sqlite/, postgres/. Every adapter passes contract/.
 */
import type { AnnotationStore } from './annotation-store.ts';
import type { Directory } from './directory.ts';
import type { EmailStore } from './email-store.ts';
import type { KeepingStore } from './keeping-store.ts';
import type { MaildropStore } from './maildrop-store.ts';
import type { MailboxStore } from './mailbox-store.ts';
import type { QueueStore } from './queue-store.ts';
import type { SharingStore } from './sharing-store.ts';
import type { SessionStore } from './session-store.ts';
import type { SubmissionStore } from './submission-store.ts';
import type { UndeleteStore } from './undelete-store.ts';
import type { Fault, VerifyOptions, VerifySummary } from './verify.ts';

export interface Store
  extends
    Directory,
    MailboxStore,
    MaildropStore,
    SharingStore,
    AnnotationStore,
    EmailStore,
    SubmissionStore,
    QueueStore,
    KeepingStore,
    UndeleteStore,
    SessionStore {
  /** Finishes what was accepted, then releases files. Later calls throw `unavailable`. */
  close(): Promise<void>;
  /** Removes expired uploads and sessions, tombstones beyond the bound, bodies nothing refers to. Returns how many rows went. */
  sweep(now: Date): Promise<{ removedRows: number; freedBytes: number }>;
  /**
   * Full consistency check of rows, counters, threads and bodies, reading every body; the store may be in use. Yields each fault and
   * returns what was looked at. With `repair`, mends what can be derived.
   */
  verify(options?: VerifyOptions): AsyncGenerator<Fault, VerifySummary>;
}
