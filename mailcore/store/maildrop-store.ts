import type { AccountId } from '../model/ids.ts';

/** What POP3 needs to give a mailbox to one session at a time. RFC 1939 §4. */
export interface MaildropStore {
  /**
   * Takes the maildrop of an account, over all threads and nodes. Throws `inUse` while another session has it. Nothing is written:
   * the lock ends with `release`, or with the thread, process or node that holds it, however it dies.
   */
  lockMaildrop(accountId: AccountId): Promise<MaildropLock>;
  /**
   * Counts a sign-in, unless the last one counted is less than `delayMs` ago: then returns until when the client must wait.
   * RFC 2449 §6.5.
   */
  admitToMaildrop(accountId: AccountId, now: Date, delayMs: number): Promise<Date | null>;
}

export interface MaildropLock {
  /** Never throws; the second call does nothing. */
  release(): Promise<void>;
}
