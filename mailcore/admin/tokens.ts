import type { Credential } from '../model/account.ts';
import type { AccountId } from '../model/ids.ts';
import { makeToken } from '../sasl/token.ts';
import type { Directory } from '../store/directory.ts';
import { checkAppAccess, listSiblings, type NewAppAccess } from './app-credential.ts';

/** Draws a bearer token for a program of the user; it can be shown this once. Throws `invalidArgument`, `limitReached`. RFC 6750. */
export async function addToken(
  store: Directory,
  accountId: AccountId,
  access: NewAppAccess,
): Promise<{ token: string; credential: Credential }> {
  const checked = checkAppAccess(access);
  await listSiblings(store, accountId);
  const { token, sha256 } = makeToken();
  const credential = await store.addAppCredential(accountId, {
    kind: 'token',
    ...checked,
    verifiers: { sha256 },
  });
  return { token, credential };
}
