import { MailError } from '../errors.ts';
import type { CredentialScope } from '../model/account.ts';
import type { AccountId } from '../model/ids.ts';
import type { Directory } from '../store/directory.ts';

/** What the owner says of a new app password or token. */
export interface NewAppAccess {
  readonly label: string;
  /** Where it may be used; null or left out: everywhere. */
  readonly scopes?: readonly CredentialScope[] | null;
  /** Null or left out: never ends. */
  readonly expiresAt?: Date | null;
}

const MAX_APP_CREDENTIALS = 50;
const MAX_LABEL_CHARACTERS = 100;

/** Checks what app passwords and tokens have in common. Throws `invalidArgument`. */
export function checkAppAccess({ label, scopes = null, expiresAt = null }: NewAppAccess) {
  const name = label.trim();
  if (name === '' || [...name].length > MAX_LABEL_CHARACTERS || /\p{Cc}/u.test(name)) {
    throw new MailError('invalidArgument', `Give it a name of at most ${MAX_LABEL_CHARACTERS} characters.`);
  }
  if (scopes?.length === 0) throw new MailError('invalidArgument', 'Choose at least one use for it.');
  if (expiresAt !== null && !(expiresAt > new Date()))
    throw new MailError('invalidArgument', 'It must end in the future.');
  return { label: name, scopes: scopes && [...new Set(scopes)], expiresAt };
}

/** What the account has already, for the salt that new ones share. Throws `limitReached`. */
export async function listSiblings(store: Directory, accountId: AccountId) {
  const siblings = await store.listCredentials(accountId);
  if (siblings.length > MAX_APP_CREDENTIALS)
    throw new MailError('limitReached', `At most ${MAX_APP_CREDENTIALS} app passwords and tokens.`);
  return siblings;
}
