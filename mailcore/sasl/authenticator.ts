import { createHmac, randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import { MailError } from '../errors.ts';
import type { Account, Credential } from '../model/account.ts';
import type { Bus } from '../store/bus.ts';
import type { Directory } from '../store/directory.ts';
import { hashArgon2, type Argon2Cost } from './argon2.ts';
import { createAttempts, type AttemptsOptions } from './attempts.ts';
import { findMatchingCredential, missingVerifiers, SCRAM_ITERATIONS } from './credentials.ts';
import { apopDigest, sameHex } from './legacy-digest.ts';
import { createLegacyFinder } from './legacy-passwords.ts';
import type { LoginService } from './mechanism.ts';
import { findMechanism, offeredMechanisms } from './mechanisms.ts';
import type { Authenticator } from './sasl.ts';
import { verifierOf, type ScramHash } from './scram.ts';
import type { PasswordSealer } from './sealed-password.ts';
import { canonicalLogin } from './throttle-keys.ts';
import { hashToken } from './token.ts';
import { createTurns } from './turns.ts';
import { isBrowser } from './usable-credentials.ts';
import { createVerifiedCache, type SaidLogin } from './verified-cache.ts';

export interface AuthenticatorOptions extends AttemptsOptions {
  readonly store: AttemptsOptions['store'] & Pick<Directory, 'getAccount' | 'findToken' | 'addVerifiers'>;
  readonly bus: Bus;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
  /** Named in challenges. */
  readonly hostname?: string;
  /** Keys the salts shown for unknown names: the same in every thread and after a restart, or names can be told apart by it. */
  readonly secret?: Buffer;
  /** Opens legacy app passwords; without it the mechanisms that need them are not offered. */
  readonly sealer?: PasswordSealer | null;
  /** What the decoy hash costs: as much as the stored ones. */
  readonly argon2Cost?: Argon2Cost;
}

/** Checks sign-ins against the directory. Attempts on one name run one after the other, so that parallel guesses are throttled too. */
export function createAuthenticator(options: AuthenticatorOptions): Authenticator & { close(): void } {
  const { store, bus, clock, logger, secret = randomBytes(32), hostname = 'localhost' } = options;
  const findLegacy = options.sealer ? createLegacyFinder(options.sealer) : null;
  const cache = createVerifiedCache(bus, clock);
  const turns = createTurns();
  const { attempt, lookUp, refuseWhileBlocked } = createAttempts(options);
  const decoyPhc = hashArgon2(randomBytes(16).toString('hex'), options.argon2Cost);
  // Awaited by each sign-in that needs it; a failure before the first one must not end the process.
  decoyPhc.catch((error: unknown) => logger.warn({ err: error }, 'decoy hash failed'));

  const service: LoginService = {
    hostname,
    verifyPassword(login, password, context) {
      const name = canonicalLogin(login);
      return remembering({ kind: 'password', login: name, secret: password, context }, name, async () => {
        const decoy = await decoyPhc;
        return attempt(name, context, async ({ usable, all }) => {
          const passwords = usable.filter(({ kind }) => kind !== 'token');
          const found = await findMatchingCredential(passwords, password, decoy);
          if (found) await completeVerifiers(found, password, all);
          return found;
        });
      });
    },

    async verifyToken(login, token, context) {
      const sha256 = hashToken(token);
      const name = login === null ? await ownerOf(sha256) : canonicalLogin(login);
      return remembering({ kind: 'token', login: name ?? '', secret: token, context }, name ?? sha256, () =>
        attempt(
          name,
          context,
          ({ usable }) =>
            usable.find(({ kind, verifiers }) => kind === 'token' && verifiers.sha256 === sha256) ?? null,
        ),
      );
    },

    async scramStart(hash, login, context) {
      const name = canonicalLogin(login);
      await refuseWhileBlocked(name, context);
      const [, credentials] = await lookUp(name);
      // All credentials of an account share their salt: see makeVerifiers.
      const [verifier] = credentials.flatMap(({ verifiers }) => verifierOf(hash, verifiers) ?? []);
      return verifier ?? { salt: fakeSalt(hash, name), iterations: SCRAM_ITERATIONS };
    },

    verifyProof(login, context, prove) {
      const name = canonicalLogin(login);
      return turns.take(name, () => attempt(name, context, ({ usable }) => prove(usable)));
    },

    async verifyLegacy(login, context, fits) {
      const name = canonicalLogin(login);
      const find = findLegacy ?? (() => null);
      const { account } = await turns.take(name, () =>
        attempt(name, context, ({ usable }) => find(usable, fits)),
      );
      return account;
    },
  };

  /** What was checked a moment ago, from the same address, is not checked again; browsers always are. */
  async function remembering(
    key: SaidLogin,
    turn: string,
    check: () => Promise<{ account: Account; credential: Credential }>,
  ): Promise<Account> {
    if (isBrowser(key.context)) return turns.take(turn, async () => (await check()).account);
    const remembered = await findRemembered(key);
    if (remembered) return remembered;
    return turns.take(turn, async () => {
      // Another connection of the same client may have paid for it meanwhile.
      const inTurn = await findRemembered(key);
      if (inTurn) return inTurn;
      const generation = cache.generation();
      const { account, credential } = await check();
      const { id: credentialId, expiresAt } = credential;
      cache.put(key, { accountId: account.id, credentialId, expiresAt }, generation);
      return account;
    });
  }

  async function findRemembered(key: SaidLogin): Promise<Account | null> {
    const verified = cache.get(key);
    const account = verified && (await store.getAccount(verified.accountId));
    return account && !account.isDisabled ? account : null;
  }

  async function ownerOf(sha256: string): Promise<string | null> {
    const token = await store.findToken(sha256);
    return (token && (await store.getAccount(token.accountId)))?.address ?? null;
  }

  /** Passwords that came without SCRAM verifiers, from an import, get them once somebody says them. */
  async function completeVerifiers(
    credential: Credential,
    password: string,
    siblings: readonly Credential[],
  ): Promise<void> {
    const missing = await missingVerifiers(credential, password, siblings);
    if (missing) await store.addVerifiers(credential.id, missing);
  }

  function fakeSalt(hash: ScramHash, name: string): string {
    const digest = createHmac('sha256', secret).update(`${hash} ${name}`).digest();
    return digest.subarray(0, 16).toString('base64');
  }

  return {
    verifyPassword: service.verifyPassword,
    verifyToken: (token, context) => service.verifyToken(null, token, context),
    mechanisms: (context) => offeredMechanisms(context, findLegacy !== null),
    begin: (name, context) =>
      findMechanism(name, context, findLegacy !== null)?.begin(service, context) ?? null,
    offersLegacy: findLegacy !== null,
    async verifyApop(login, timestamp, digest, context) {
      if (!findLegacy) throw new MailError('authFailed', 'Authentication failed.');
      return service.verifyLegacy(login, context, (password) =>
        sameHex(apopDigest(timestamp, password), digest),
      );
    },
    close: () => cache.close(),
  };
}
