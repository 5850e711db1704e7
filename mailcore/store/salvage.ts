import type { EmailId } from '../model/ids.ts';
import type { KeywordSet } from '../model/keyword.ts';

/** What can still be read of damaged storage, without writing to it. */
export interface Salvage {
  /** Null when no account of this address can be read. */
  findAccount(address: string): number | null;
  /** Parents first; last one that holds the emails whose place cannot be read (`id` null). */
  mailboxes(accountId: number): SalvagedMailbox[];
  /** The emails of a mailbox in the order of their UIDs, whole messages and what is left of the others. */
  emails(accountId: number, mailbox: SalvagedMailbox): AsyncIterable<SalvagedEmail | LostEmail>;
  close(): Promise<void>;
}

export interface SalvagedMailbox {
  readonly id: number | null;
  readonly path: readonly string[];
  readonly isInbox: boolean;
  readonly uidNext: number;
}

export interface SalvagedEmail {
  readonly emailId: EmailId;
  readonly uid: number | null;
  readonly bytes: Buffer;
  readonly receivedAt: Date;
  readonly keywords: KeywordSet;
  readonly isDeleted: boolean;
}

/** An email that is not salvaged, and why. */
export interface LostEmail {
  readonly uid: number | null;
  readonly reason: string;
}
