import type { Credential } from '../model/account.ts';
import type { LoginContext } from './sasl.ts';

/** Pages where passwords are changed and devices let in. */
export function isBrowser({ protocol }: LoginContext): boolean {
  return protocol === 'web' || protocol === 'admin';
}

/**
 * Those that may be used here and now. App passwords and tokens open mail programs only: whoever finds one on a lost phone must not
 * take over the account with it.
 */
export function usableCredentials(
  credentials: readonly Credential[],
  context: LoginContext,
  now: Date,
): readonly Credential[] {
  const { protocol } = context;
  return credentials.filter(({ kind, scopes, expiresAt }) => {
    if (kind === 'password') return true;
    if (protocol === 'web' || protocol === 'admin') return false;
    return (expiresAt === null || expiresAt > now) && (scopes === null || scopes.includes(protocol));
  });
}
