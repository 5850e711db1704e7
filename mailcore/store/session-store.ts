import type { AccountId } from '../model/ids.ts';

/** Browser sessions (hashed ids only) and login throttling. */
export interface SessionStore {
  addSession(session: StoredSession): Promise<void>;
  getSession(idHash: string): Promise<StoredSession | null>;
  listSessions(accountId: AccountId): Promise<StoredSession[]>;
  /** Extends the expiry and remembers the use. */
  touchSession(idHash: string, patch: { expiresAt?: Date; lastSeenAt: Date }): Promise<void>;
  removeSession(idHash: string): Promise<void>;
  /** Signs out everywhere; `exceptIdHash` stays. Publishes `signedOut`. */
  removeSessions(accountId: AccountId, exceptIdHash?: string): Promise<void>;

  /**
   * Counts a sign-in attempt against every key ("account:tomo@sample.com", "address:192.0.2.0/24"). A success clears the account's key.
   * Returns until when further attempts must wait, or null. Delay doubles from the 5th failure on, from 1 s to 15 min; forgotten after 24 h.
   */
  recordLogin(keys: readonly string[], outcome: 'success' | 'failure', now: Date): Promise<Date | null>;
  /** Until when attempts with any of these keys must wait, or null. */
  loginBlockedUntil(keys: readonly string[], now: Date): Promise<Date | null>;
}

export interface StoredSession {
  /** sha256 of the session id, hex: a leaked database gives no sessions. */
  readonly idHash: string;
  readonly accountId: AccountId;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly lastSeenAt: Date;
  readonly userAgent: string;
  readonly remoteAddress: string;
}
