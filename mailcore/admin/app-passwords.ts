import { MailError } from '../errors.ts';
import type { Credential } from '../model/account.ts';
import type { AccountId } from '../model/ids.ts';
import { makeAppPassword } from '../sasl/credentials.ts';
import type { PasswordSealer } from '../sasl/sealed-password.ts';
import type { Directory } from '../store/directory.ts';
import { checkAppAccess, listSiblings, type NewAppAccess } from './app-credential.ts';

/**
 * Draws a password for one program of the user; it can be shown this once. With a `sealer` it becomes a legacy one: it is kept sealed
 * too, for CRAM-MD5, DIGEST-MD5 and APOP. Throws `invalidArgument`, `limitReached`.
 */
export async function addAppPassword(
  store: Directory,
  accountId: AccountId,
  access: NewAppAccess,
  sealer: PasswordSealer | null = null,
): Promise<{ password: string; credential: Credential }> {
  const checked = checkAppAccess(access);
  const { password, verifiers } = await makeAppPassword(await listSiblings(store, accountId));
  const sealed = sealer && { sealed: sealer.seal(accountId, password) };
  const credential = await store.addAppCredential(accountId, {
    kind: 'app',
    ...checked,
    verifiers: { ...verifiers, ...sealed },
  });
  return { password, credential };
}

/** The sealer of an installation that allows legacy app passwords. Throws `forbidden` where it does not. */
export function requireSealer(sealer: PasswordSealer | null): PasswordSealer {
  if (sealer) return sealer;
  throw new MailError('forbidden', 'Legacy app passwords are not allowed here.');
}
