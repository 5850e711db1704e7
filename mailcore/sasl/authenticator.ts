import { createHmac, randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import { MailError } from '../errors.ts';
import type { Account, Credential } from '../model/account.ts';
import type { AccountId } from '../model/ids.ts';
import type { Bus } from '../store/bus.ts';
import type { Directory } from '../store/directory.ts';
import type { SessionStore } from '../store/session-store.ts';
import { hashArgon2, type Argon2Cost } from './argon2.ts';
import { findMatchingCredential, SCRAM_ITERATIONS } from './credentials.ts';
import { createTurns } from './turns.ts';
import type { LoginService, Proof } from './mechanism.ts';
import { MECHANISMS } from './mechanisms.ts';
import type { Authenticator, LoginContext } from './sasl.ts';
import { canonicalLogin, throttleKeys } from './throttle-keys.ts';
import { createVerifiedCache } from './verified-cache.ts';

export interface AuthenticatorOptions {
  readonly store: Pick<
    Directory & SessionStore,
    'findAccount' | 'listCredentials' | 'touchCredential' | 'recordLogin' | 'loginBlockedUntil'
  >;
  readonly bus: Bus;
  readonly clock: () => Date;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
  /** Keys the salts shown for unknown names: the same in every thread and after a restart, or names can be told apart by it. */
  readonly secret?: Buffer;
  /** What the decoy hash costs: as much as the stored ones. */
  readonly argon2Cost?: Argon2Cost;
}

/** No id of an account: looking up its credentials takes as long as looking up those of one. */
const NOBODY = 0 as AccountId;

/** Pages where passwords are changed and devices let in. */
function isBrowser({ protocol }: LoginContext): boolean {
  return protocol === 'web' || protocol === 'admin';
}

/** An app password opens mail programs only: whoever finds one on a lost phone must not take over the account with it. */
function usable(credentials: readonly Credential[], context: LoginContext): readonly Credential[] {
  return isBrowser(context) ? credentials.filter(({ kind }) => kind === 'password') : credentials;
}

/** Checks sign-ins against the directory. Attempts on one name run one after the other, so that parallel guesses are throttled too. */
export function createAuthenticator(options: AuthenticatorOptions): Authenticator & { close(): void } {
  const { store, bus, clock, logger, secret = randomBytes(32) } = options;
  const cache = createVerifiedCache(bus, clock);
  const turns = createTurns();
  const decoyPhc = hashArgon2(randomBytes(16).toString('hex'), options.argon2Cost);
  // Awaited by each sign-in that needs it; a failure before the first one must not end the process.
  decoyPhc.catch((error: unknown) => logger.warn({ err: error }, 'decoy hash failed'));

  const service: LoginService = {
    async verifyPassword(login, password, context) {
      const name = canonicalLogin(login);
      const remembered = await findRemembered(name, password, context);
      if (remembered) return remembered;
      return turns.take(name, async () => {
        // Another connection of the same client may have paid for it meanwhile.
        const inTurn = await findRemembered(name, password, context);
        if (inTurn) return inTurn;
        const generation = cache.generation();
        const decoy = await decoyPhc;
        const { account, credential } = await attempt(name, context, (credentials) =>
          findMatchingCredential(usable(credentials, context), password, decoy),
        );
        const verified = { accountId: account.id, credentialId: credential.id };
        if (!isBrowser(context)) cache.put(name, password, context.remoteAddress, verified, generation);
        return account;
      });
    },

    async scramStart(login, context) {
      const name = canonicalLogin(login);
      await refuseWhileBlocked(throttleKeys(name, context.remoteAddress));
      const [, credentials] = await lookUp(name);
      const verifier = credentials[0]?.verifiers.scramSha256;
      return verifier ?? { salt: fakeSalt(name), iterations: SCRAM_ITERATIONS };
    },

    verifyProof(login, context, prove) {
      const name = canonicalLogin(login);
      return turns.take(name, () => attempt(name, context, prove));
    },
  };

  async function findRemembered(
    name: string,
    password: string,
    context: LoginContext,
  ): Promise<Account | null> {
    if (isBrowser(context)) return null;
    const verified = cache.get(name, password, context.remoteAddress);
    const account = verified && (await store.findAccount(name));
    return account && account.id === verified.accountId && !account.isDisabled ? account : null;
  }

  /** One counted attempt: the same answer whatever is wrong. */
  async function attempt(
    name: string,
    context: LoginContext,
    check: (...args: Parameters<Proof>) => Credential | null | Promise<Credential | null>,
  ): Promise<{ account: Account; credential: Credential }> {
    const keys = throttleKeys(name, context.remoteAddress);
    await refuseWhileBlocked(keys);
    const [account, credentials] = await lookUp(name);
    const credential = await check(credentials);
    if (!account || !credential || account.isDisabled) {
      await store.recordLogin(keys, 'failure', clock());
      logFailure(account, context);
      throw new MailError('authFailed', 'Authentication failed.');
    }
    await store.recordLogin(keys, 'success', clock());
    await store.touchCredential(credential.id, clock());
    const { address } = account;
    logger.info({ account: address, credential: credential.kind, ...context }, 'signed in');
    return { account, credential };
  }

  async function lookUp(name: string): Promise<[Account | null, Credential[]]> {
    const account = await store.findAccount(name);
    return [account, await store.listCredentials(account?.id ?? NOBODY)];
  }

  async function refuseWhileBlocked(keys: readonly string[]): Promise<void> {
    const now = clock();
    const blockedUntil = await store.loginBlockedUntil(keys, now);
    if (blockedUntil === null) return;
    const retryAfterSeconds = Math.max(1, Math.ceil((blockedUntil.getTime() - now.getTime()) / 1_000));
    throw new MailError('tooManyAttempts', 'Too many failed attempts, try again later.', {
      detail: { retryAfterSeconds },
    });
  }

  /** An unknown name is not logged: it is often a password typed into the wrong field. */
  function logFailure(account: Account | null, context: LoginContext): void {
    const who = account ? { account: account.address, isDisabled: account.isDisabled } : { account: null };
    logger.warn({ ...who, ...context }, 'sign-in refused');
  }

  function fakeSalt(name: string): string {
    return createHmac('sha256', secret).update(name).digest().subarray(0, 16).toString('base64');
  }

  return {
    verifyPassword: service.verifyPassword,
    mechanisms: () => MECHANISMS.map(({ name }) => name),
    begin(mechanism, context) {
      const found = MECHANISMS.find(({ name }) => name === mechanism.toUpperCase());
      return found?.begin(service, context) ?? null;
    },
    close: () => cache.close(),
  };
}
