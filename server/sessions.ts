import { createHash } from 'node:crypto';
import { Lucia, TimeSpan, verifyRequestOrigin, type Adapter, type DatabaseSession } from 'lucia';
import type { AccountId, SessionStore, StoredSession } from '../mailcore/index.ts';

/**
 * Browser sessions. The only file that knows lucia, so that another library can take its place behind these functions.
 * The cookie holds a random id; the store holds its SHA-256 only.
 */
export interface Sessions {
  /** Starts a session and returns the secret for the cookie. */
  create(accountId: AccountId, client: ClientFacts): Promise<string>;
  /** The session of a cookie's secret, its expiry pushed out when half of it is over; null when unknown or expired. */
  validate(secret: string): Promise<ValidSession | null>;
  end(idHash: string): Promise<void>;
  /** Signs the account out everywhere, but for `exceptIdHash`. */
  endAll(accountId: AccountId, exceptIdHash?: string): Promise<void>;
  /** True when `origin` (header) belongs to one of `hosts`. */
  isOwnOrigin(origin: string, hosts: string[]): boolean;
}

export interface ClientFacts {
  readonly userAgent: string;
  readonly remoteAddress: string;
}

export interface ValidSession {
  readonly accountId: AccountId;
  readonly idHash: string;
  readonly expiresAt: Date;
  /** The expiry moved: send the cookie again. */
  readonly isFresh: boolean;
}

export const SESSION_COOKIE = 'tegami_session';
const LIFETIME = new TimeSpan(30, 'd');
const LAST_SEEN_STEP_MS = 10 * 60_000;

declare module 'lucia' {
  interface Register {
    Lucia: Lucia<{ lastSeenAt: Date }>;
    UserId: AccountId;
    DatabaseSessionAttributes: SessionAttributes;
  }
}

interface SessionAttributes extends ClientFacts {
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
}

export function hashSessionId(id: string): string {
  return createHash('sha256').update(id).digest('hex');
}

export function createSessions(store: SessionStore, clock: () => Date = () => new Date()): Sessions {
  const lucia = new Lucia(storeAdapter(store), {
    sessionExpiresIn: LIFETIME,
    sessionCookie: { name: SESSION_COOKIE },
    getSessionAttributes: ({ lastSeenAt }) => ({ lastSeenAt }),
  });

  async function noteUse(idHash: string, lastSeenAt: Date): Promise<void> {
    const now = clock();
    if (now.getTime() - lastSeenAt.getTime() < LAST_SEEN_STEP_MS) return;
    await store.touchSession(idHash, { lastSeenAt: now });
  }

  return {
    async create(accountId, client) {
      const now = clock();
      const session = await lucia.createSession(accountId, { ...client, createdAt: now, lastSeenAt: now });
      return session.id;
    },
    async validate(secret) {
      const { session } = await lucia.validateSession(secret);
      if (!session) return null;
      const idHash = hashSessionId(secret);
      await noteUse(idHash, session.lastSeenAt);
      return { accountId: session.userId, idHash, expiresAt: session.expiresAt, isFresh: session.fresh };
    },
    end: (idHash) => store.removeSession(idHash),
    endAll: (accountId, exceptIdHash) => store.removeSessions(accountId, exceptIdHash),
    isOwnOrigin: (origin, hosts) => verifyRequestOrigin(origin, hosts),
  };
}

/** Lucia's seven storage methods over the SessionStore port. */
function storeAdapter(store: SessionStore): Adapter {
  return {
    async getSessionAndUser(sessionId) {
      const stored = await store.getSession(hashSessionId(sessionId));
      if (!stored) return [null, null];
      return [toLucia(sessionId, stored), { id: stored.accountId, attributes: {} }];
    },
    async getUserSessions(accountId) {
      return (await store.listSessions(accountId)).map((stored) => toLucia(stored.idHash, stored));
    },
    async setSession({ id, userId, expiresAt, attributes }) {
      await store.addSession({ idHash: hashSessionId(id), accountId: userId, expiresAt, ...attributes });
    },
    async updateSessionExpiration(sessionId, expiresAt) {
      await store.touchSession(hashSessionId(sessionId), { expiresAt, lastSeenAt: new Date() });
    },
    deleteSession: (sessionId) => store.removeSession(hashSessionId(sessionId)),
    deleteUserSessions: (accountId) => store.removeSessions(accountId),
    // Expired rows go with Store.sweep, in the same transaction as the rest of the housekeeping.
    deleteExpiredSessions: () => Promise.resolve(),
  };
}

function toLucia(id: string, stored: StoredSession): DatabaseSession {
  const { accountId, expiresAt, createdAt, lastSeenAt, userAgent, remoteAddress } = stored;
  return {
    id,
    userId: accountId,
    expiresAt,
    attributes: { createdAt, lastSeenAt, userAgent, remoteAddress },
  };
}
