import { createHmac, randomBytes } from 'node:crypto';
import type { AccountId } from '../model/ids.ts';
import type { Bus } from '../store/bus.ts';

const LIFETIME_MS = 5 * 60_000;
const MAX_ENTRIES = 20_000;

/** A sign-in that was checked a moment ago. */
export interface VerifiedLogin {
  readonly accountId: AccountId;
  readonly credentialId: number;
}

/**
 * Sign-ins that succeeded lately, so that a client polling every minute does not pay for argon2id each time. Keyed by an HMAC under
 * a key of this process; an entry serves its own client address only, so nobody else can use it to guess faster than the throttle lets.
 */
export interface VerifiedCache {
  get(login: string, password: string, remoteAddress: string): VerifiedLogin | null;
  /** Says what the directory looked like: pass it to `put`, which drops the result when the directory changed meanwhile. */
  generation(): number;
  put(
    login: string,
    password: string,
    remoteAddress: string,
    verified: VerifiedLogin,
    generation: number,
  ): void;
  close(): void;
}

export function createVerifiedCache(bus: Bus, clock: () => Date): VerifiedCache {
  const secret = randomBytes(32);
  const entries = new Map<string, VerifiedLogin & { expiresAtMs: number }>();
  let generation = 0;

  const unsubscribe = bus.subscribe((event) => {
    if (event.kind !== 'directory') return;
    generation += 1;
    for (const [key, entry] of entries) {
      if (event.accountId === null || entry.accountId === event.accountId) entries.delete(key);
    }
  });

  function keyOf(login: string, password: string, remoteAddress: string): string {
    return createHmac('sha256', secret)
      .update(JSON.stringify([login, password, remoteAddress]))
      .digest('base64');
  }

  return {
    get(login, password, remoteAddress) {
      const key = keyOf(login, password, remoteAddress);
      const entry = entries.get(key);
      if (!entry) return null;
      if (entry.expiresAtMs > clock().getTime()) return entry;
      entries.delete(key);
      return null;
    },
    generation: () => generation,
    put(login, password, remoteAddress, { accountId, credentialId }, seenGeneration) {
      if (seenGeneration !== generation) return;
      const [oldest] = entries.keys();
      if (entries.size >= MAX_ENTRIES && oldest !== undefined) entries.delete(oldest);
      const expiresAtMs = clock().getTime() + LIFETIME_MS;
      entries.set(keyOf(login, password, remoteAddress), { accountId, credentialId, expiresAtMs });
    },
    close() {
      unsubscribe();
      entries.clear();
    },
  };
}
