import { MailError } from '../errors.ts';
import type { Credential } from '../model/account.ts';
import type { AccountId } from '../model/ids.ts';
import { makeAppPassword } from '../sasl/credentials.ts';
import type { Directory } from '../store/directory.ts';

const MAX_APP_PASSWORDS = 50;
const MAX_LABEL_CHARACTERS = 100;

/** Draws a password for one program of the user; it can be shown this once. Throws `invalidArgument`, `limitReached`. */
export async function addAppPassword(
  store: Directory,
  accountId: AccountId,
  label: string,
): Promise<{ password: string; credential: Credential }> {
  const name = label.trim();
  if (name === '' || [...name].length > MAX_LABEL_CHARACTERS || /\p{Cc}/u.test(name)) {
    throw new MailError(
      'invalidArgument',
      `Give the app password a name of at most ${MAX_LABEL_CHARACTERS} characters.`,
    );
  }
  const siblings = await store.listCredentials(accountId);
  if (siblings.length > MAX_APP_PASSWORDS) {
    throw new MailError('limitReached', `At most ${MAX_APP_PASSWORDS} app passwords.`);
  }
  const { password, verifiers } = await makeAppPassword(siblings);
  return { password, credential: await store.addAppPassword(accountId, name, verifiers) };
}
