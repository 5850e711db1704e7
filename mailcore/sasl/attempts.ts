import type { Logger } from 'pino';
import { MailError } from '../errors.ts';
import type { Account, Credential } from '../model/account.ts';
import type { AccountId } from '../model/ids.ts';
import type { Directory } from '../store/directory.ts';
import type { SessionStore } from '../store/session-store.ts';
import type { LoginContext } from './sasl.ts';
import { throttleKeys } from './throttle-keys.ts';
import { usableCredentials } from './usable-credentials.ts';

/** What a check is given: the credentials that may be used here and now, and whose name was given. */
export interface Candidates {
  readonly account: Account | null;
  /** All of the account, for what they share. */
  readonly all: readonly Credential[];
  readonly usable: readonly Credential[];
}

export interface Verified {
  readonly account: Account;
  readonly credential: Credential;
}

/** Counted attempts to sign in: throttled, the same answer whatever is wrong, uses remembered. */
export interface Attempts {
  /** `name` null: the secret itself must say whose it is, and nobody's did. Throws `authFailed`, `tooManyAttempts`. */
  attempt(
    name: string | null,
    context: LoginContext,
    check: (candidates: Candidates) => Credential | null | Promise<Credential | null>,
  ): Promise<Verified>;
  /** Throws `tooManyAttempts`. */
  refuseWhileBlocked(name: string | null, context: LoginContext): Promise<void>;
  lookUp(name: string | null): Promise<[Account | null, Credential[]]>;
}

export interface AttemptsOptions {
  readonly store: Pick<
    Directory & SessionStore,
    'findAccount' | 'listCredentials' | 'touchCredential' | 'recordLogin' | 'loginBlockedUntil'
  >;
  readonly clock: () => Date;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
}

/** No id of an account: looking up its credentials takes as long as looking up those of one. */
export const NOBODY = 0 as AccountId;

export function createAttempts({ store, clock, logger }: AttemptsOptions): Attempts {
  async function refuse(keys: readonly string[]): Promise<void> {
    const now = clock();
    const blockedUntil = await store.loginBlockedUntil(keys, now);
    if (blockedUntil === null) return;
    const retryAfterSeconds = Math.max(1, Math.ceil((blockedUntil.getTime() - now.getTime()) / 1_000));
    throw new MailError('tooManyAttempts', 'Too many failed attempts, try again later.', {
      detail: { retryAfterSeconds },
    });
  }

  async function lookUp(name: string | null): Promise<[Account | null, Credential[]]> {
    const account = name === null ? null : await store.findAccount(name);
    return [account, await store.listCredentials(account?.id ?? NOBODY)];
  }

  /** An unknown name is not logged: it is often a password typed into the wrong field. */
  function logFailure(account: Account | null, { protocol, remoteAddress }: LoginContext): void {
    const who = account ? { account: account.address, isDisabled: account.isDisabled } : { account: null };
    logger.warn({ ...who, protocol, remoteAddress }, 'sign-in refused');
  }

  /** On a disk that is full, mail can still be read: a sign-in needs no more than its proof. */
  async function noteSuccess(
    keys: Parameters<typeof store.recordLogin>[0],
    credential: Credential,
    remoteAddress: string,
  ): Promise<void> {
    try {
      await store.recordLogin(keys, 'success', clock());
      await store.touchCredential(credential.id, clock(), remoteAddress);
    } catch (err) {
      if (!(err instanceof MailError) || err.code !== 'unavailable') throw err;
      logger.warn({ err }, 'a sign-in could not be noted');
    }
  }

  return {
    lookUp,
    refuseWhileBlocked: (name, { remoteAddress }) => refuse(throttleKeys(name, remoteAddress)),
    async attempt(name, context, check) {
      const { protocol, remoteAddress } = context;
      const keys = throttleKeys(name, remoteAddress);
      await refuse(keys);
      const [account, all] = await lookUp(name);
      const usable = usableCredentials(all, context, clock());
      const credential = await check({ account, all, usable });
      if (!account || !credential || account.isDisabled) {
        await store.recordLogin(keys, 'failure', clock());
        logFailure(account, context);
        throw new MailError('authFailed', 'Authentication failed.');
      }
      await noteSuccess(keys, credential, remoteAddress);
      const { address } = account;
      logger.info({ account: address, credential: credential.kind, protocol, remoteAddress }, 'signed in');
      return { account, credential };
    },
  };
}
