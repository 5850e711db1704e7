import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import { MailError } from '../errors.ts';
import type { Credential, CredentialVerifiers, ScramVerifier } from '../model/account.ts';
import { hashArgon2, verifyArgon2, type Argon2Cost } from './argon2.ts';
import { preparePassword } from './prepare.ts';
import { makeScramVerifier, verifierOf, type ScramHash } from './scram.ts';

/**
 * A stolen database is attacked at its cheapest verifier, and clients pay this on every SCRAM exchange: about 12 ms on both sides.
 * RFC 7677 §4 asks for at least 4,096.
 */
export const SCRAM_ITERATIONS = 50_000;

/** No i, l, o: they are misread. 20 of 23 letters are 90 bits, beyond guessing even with a bare hash. */
const APP_PASSWORD_LETTERS = 'abcdefghjkmnpqrstuvwxyz';
const APP_PASSWORD_GROUPS = 5;
const APP_PASSWORD_GROUP_LETTERS = 4;

export interface VerifierOptions {
  /**
   * The account's other credentials. SCRAM names one salt before it knows which password the client has,
   * so all credentials of an account must share theirs; without them a new salt is drawn.
   */
  readonly siblings?: readonly Credential[];
  readonly argon2Cost?: Argon2Cost;
}

/** Derives what is stored of a password. Throws `invalidArgument` for one with control characters, empty or over 1,024 bytes. */
export async function makeVerifiers(
  password: string,
  options: VerifierOptions = {},
): Promise<CredentialVerifiers> {
  const prepared = preparePassword(password);
  if (prepared === null)
    throw new MailError('invalidArgument', 'A password must be 1 to 1,024 bytes of printable text.');
  const scram = await scramVerifiers(prepared, options.siblings);
  return { argon2: await hashArgon2(prepared, options.argon2Cost), ...scram };
}

/** Draws an app password, shown once to its owner ("abcd-efgh-jkmn-pqrs-tuvw"), with what is stored of it. */
export async function makeAppPassword(
  siblings: readonly Credential[] = [],
): Promise<{ password: string; verifiers: CredentialVerifiers }> {
  const password = makeReadablePassword();
  return {
    password,
    verifiers: { sha256: hashAppPassword(password), ...(await scramVerifiers(password, siblings)) },
  };
}

/** 20 random letters in groups, to be read from a screen and typed. */
export function makeReadablePassword(): string {
  return Array.from({ length: APP_PASSWORD_GROUPS }, randomGroup).join('-');
}

/** Checks app passwords first: they cost nothing. Null when none fits; a password is hashed once even when the account has none. */
export async function findMatchingCredential(
  credentials: readonly Credential[],
  password: string,
  decoyPhc: string,
): Promise<Credential | null> {
  const prepared = preparePassword(password);
  const app = prepared === null ? null : findAppPassword(credentials, prepared);
  if (app) return app;
  const main = credentials.find(({ verifiers }) => verifiers.argon2 !== undefined);
  const matches = await verifyArgon2(prepared ?? '', main?.verifiers.argon2 ?? decoyPhc);
  return matches && main && prepared !== null ? main : null;
}

/**
 * What a password is still kept without and can be made now that it was said; null when nothing is missing. App passwords are left
 * alone: they may be typed in other ways than they are shown.
 */
export async function missingVerifiers(
  { kind, verifiers }: Credential,
  password: string,
  siblings: readonly Credential[],
): Promise<CredentialVerifiers | null> {
  const prepared = preparePassword(password);
  if (kind !== 'password' || prepared === null) return null;
  if (verifiers.scramSha1 && verifiers.scramSha256) return null;
  return { ...(await scramVerifiers(prepared, siblings)), ...verifiers };
}

function findAppPassword(credentials: readonly Credential[], prepared: string): Credential | null {
  const hash = Buffer.from(hashAppPassword(prepared), 'hex');
  let found: Credential | null = null;
  for (const credential of credentials) {
    const stored = Buffer.from(credential.verifiers.sha256 ?? '', 'hex');
    if (stored.length === hash.length && timingSafeEqual(stored, hash)) found = credential;
  }
  return found;
}

/** People type the groups with hyphens, with spaces or with neither, and phones put a capital first. */
function hashAppPassword(password: string): string {
  return createHash('sha256').update(password.replace(/[\s-]/g, '').toLowerCase()).digest('hex');
}

function randomGroup(): string {
  let group = '';
  while (group.length < APP_PASSWORD_GROUP_LETTERS)
    group += APP_PASSWORD_LETTERS[randomInt(APP_PASSWORD_LETTERS.length)];
  return group;
}

async function scramVerifiers(
  prepared: string,
  siblings: readonly Credential[] = [],
): Promise<Required<Pick<CredentialVerifiers, 'scramSha1' | 'scramSha256'>>> {
  const [scramSha256, scramSha1] = await Promise.all([
    scramVerifier('sha256', prepared, siblings),
    scramVerifier('sha1', prepared, siblings),
  ]);
  return { scramSha256, scramSha1 };
}

function scramVerifier(
  hash: ScramHash,
  prepared: string,
  siblings: readonly Credential[],
): Promise<ScramVerifier> {
  const [sibling] = siblings.flatMap(({ verifiers }) => verifierOf(hash, verifiers) ?? []);
  const salt = sibling ? Buffer.from(sibling.salt, 'base64') : randomBytes(16);
  return makeScramVerifier(hash, prepared, salt, sibling?.iterations ?? SCRAM_ITERATIONS);
}
