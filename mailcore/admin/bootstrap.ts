import { MailError } from '../errors.ts';
import type { Locale } from '../model/account.ts';
import { makeReadablePassword } from '../sasl/credentials.ts';
import type { Directory } from '../store/directory.ts';
import { addUser } from './accounts.ts';

const FIRST_DOMAIN = 'localhost';
const FIRST_ADMIN = 'admin@localhost';

/**
 * Makes an empty store usable: the domain `localhost` with an administrator, whose password exists nowhere but in the result.
 * Null when anybody has an account already. Repeats safely after a crash in the middle.
 */
export async function bootstrap(
  store: Directory,
  locale: Locale = 'en',
): Promise<{ address: string; password: string } | null> {
  const [anybody] = await store.listAccounts({ limit: 1 });
  if (anybody) return null;
  await ensureDomain(store, FIRST_DOMAIN);
  const password = makeReadablePassword();
  await addUser(store, {
    address: FIRST_ADMIN,
    password,
    displayName: 'Administrator',
    locale,
    isAdmin: true,
  });
  return { address: FIRST_ADMIN, password };
}

async function ensureDomain(store: Directory, name: string): Promise<void> {
  try {
    await store.addDomain(name);
  } catch (error) {
    if (!(error instanceof MailError) || error.code !== 'alreadyExists') throw error;
  }
}
