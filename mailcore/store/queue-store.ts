import type { Envelope } from '../model/envelope.ts';
import type { AccountId, QueueId } from '../model/ids.ts';
import type { BlobLocation } from './blobs.ts';
import type { Delivery } from './delivery.ts';

/** Outgoing mail. One entry per message, one row per recipient; rows go when their recipient is done, the entry with its last row. */
export interface QueueStore {
  /** Entries with a recipient due at `now`, leased to `owner` until `now + leaseMs`, oldest due first; only the due recipients are in them. */
  leaseQueue(now: Date, options: { owner: string; limit: number; leaseMs: number }): Promise<QueueEntry[]>;
  /**
   * Records the outcome of an attempt and ends the lease, in one transaction with the DSN that tells of it, if any.
   * Outcomes for recipients that are gone (cancelled meanwhile) are passed over.
   */
  settleQueue(id: QueueId, outcomes: readonly QueueOutcome[], dsn: Delivery | null): Promise<void>;
  /** When the next recipient is due, or null when nothing waits. Leased rows count from the end of their lease. */
  nextDueAt(): Promise<Date | null>;
  /** Oldest first. */
  listQueue(options?: { accountId?: AccountId; afterId?: QueueId; limit?: number }): Promise<QueueEntry[]>;
  /** Makes the entry's recipients due now. Throws `queueEntryNotFound`. */
  retryQueue(id: QueueId): Promise<void>;
  /** Drops the entry without a DSN. Throws `queueEntryNotFound`. */
  cancelQueue(id: QueueId): Promise<void>;
}

export interface QueueEntry {
  readonly id: QueueId;
  /** As in the 250 reply. */
  readonly traceId: string;
  readonly accountId: AccountId | null;
  readonly envelope: Omit<Envelope, 'recipients'>;
  readonly location: BlobLocation;
  readonly sizeBytes: number;
  readonly queuedAt: Date;
  readonly recipients: readonly QueuedRecipient[];
}

export interface QueuedRecipient {
  readonly address: string;
  readonly notify?: Envelope['recipients'][number]['notify'];
  readonly orcpt?: string;
  readonly attempts: number;
  readonly nextAttemptAt: Date;
  /** The last reply or local reason, e.g. "mx.example.org: 451 4.7.1 try later". */
  readonly lastReply: string | null;
  /** A "delayed" DSN went out already. */
  readonly delayNotified: boolean;
}

export type QueueOutcome =
  | { readonly address: string; readonly result: 'delivered'; readonly reply: string }
  | { readonly address: string; readonly result: 'failed'; readonly reply: string }
  | {
      readonly address: string;
      readonly result: 'deferred';
      readonly reply: string;
      readonly nextAttemptAt: Date;
      readonly delayNotified: boolean;
    };
