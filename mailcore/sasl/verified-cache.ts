import { createHmac, randomBytes } from 'node:crypto';
import type { AccountId } from '../model/ids.ts';
import type { Bus } from '../store/bus.ts';
import type { LoginContext } from './sasl.ts';

const LIFETIME_MS = 5 * 60_000;
const MAX_ENTRIES = 20_000;

/** A sign-in that was checked a moment ago. */
export interface VerifiedLogin {
  readonly accountId: AccountId;
  readonly credentialId: number;
  /** Of the credential; null: never. */
  readonly expiresAt: Date | null;
}

/** What was said. */
export interface SaidLogin {
  /** The same words are no password because they are a token, nor the other way. */
  readonly kind: 'password' | 'token';
  readonly login: string;
  readonly secret: string;
  readonly context: LoginContext;
}

/**
 * Sign-ins that succeeded lately, so that a client polling every minute does not pay for argon2id each time. Keyed by an HMAC under
 * a key of this process; an entry serves its own client address and protocol only, so nobody else can use it to guess faster than the
 * throttle lets, and no scope is stretched.
 */
export interface VerifiedCache {
  get(said: SaidLogin): VerifiedLogin | null;
  /** Says what the directory looked like: pass it to `put`, which drops the result when the directory changed meanwhile. */
  generation(): number;
  put(said: SaidLogin, verified: VerifiedLogin, generation: number): void;
  close(): void;
}

export function createVerifiedCache(bus: Bus, clock: () => Date): VerifiedCache {
  const key = randomBytes(32);
  const entries = new Map<string, VerifiedLogin & { expiresAtMs: number }>();
  let generation = 0;

  const unsubscribe = bus.subscribe((event) => {
    if (event.kind !== 'directory') return;
    generation += 1;
    for (const [key, entry] of entries) {
      if (event.accountId === null || entry.accountId === event.accountId) entries.delete(key);
    }
  });

  function nameOf({ kind, login, secret, context: { protocol, remoteAddress } }: SaidLogin): string {
    return createHmac('sha256', key)
      .update(JSON.stringify([kind, login, secret, protocol, remoteAddress]))
      .digest('base64');
  }

  return {
    get(said) {
      const name = nameOf(said);
      const entry = entries.get(name);
      if (!entry) return null;
      if (entry.expiresAtMs > clock().getTime()) return entry;
      entries.delete(name);
      return null;
    },
    generation: () => generation,
    put(said, verified, seenGeneration) {
      if (seenGeneration !== generation) return;
      const [oldest] = entries.keys();
      if (entries.size >= MAX_ENTRIES && oldest !== undefined) entries.delete(oldest);
      const lifetimeEndsMs = clock().getTime() + LIFETIME_MS;
      const expiresAtMs = Math.min(lifetimeEndsMs, verified.expiresAt?.getTime() ?? lifetimeEndsMs);
      entries.set(nameOf(said), { ...verified, expiresAtMs });
    },
    close() {
      unsubscribe();
      entries.clear();
    },
  };
}
