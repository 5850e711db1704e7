import { randomBytes } from 'node:crypto';
import type { Credential } from '../model/account.ts';
import { NOBODY } from './attempts.ts';
import type { PasswordSealer } from './sealed-password.ts';

/** Finds the legacy app password that a challenge was answered with. */
export type LegacyFinder = (
  credentials: readonly Credential[],
  fits: (password: string) => boolean,
) => Credential | null;

/** A decoy is opened and tried where an account has no legacy password, so that the answer takes as long. */
export function createLegacyFinder(sealer: PasswordSealer): LegacyFinder {
  const decoy = sealer.seal(NOBODY, randomBytes(12).toString('hex'));
  return (credentials, fits) => {
    const legacy = credentials.filter(({ verifiers }) => verifiers.sealed !== undefined);
    if (legacy.length === 0) spellings(sealer.open(NOBODY, decoy)).forEach(fits);
    return (
      legacy.find(({ accountId, verifiers: { sealed = '' } }) =>
        spellings(sealer.open(accountId, sealed)).some(fits),
      ) ?? null
    );
  };
}

/** People type the groups of an app password with hyphens or without. */
function spellings(password: string | null): string[] {
  return password === null ? [] : [password, password.replaceAll('-', '')];
}
