import { MailError } from '../errors.ts';
import type { Account, Locale } from '../model/account.ts';
import { canonicalAddress } from '../model/address.ts';
import { makeVerifiers } from '../sasl/credentials.ts';
import type { Directory } from '../store/directory.ts';
import type { SessionStore } from '../store/session-store.ts';
import { checkPassword } from './password-policy.ts';

export interface NewUser {
  readonly address: string;
  readonly password: string;
  readonly displayName?: string;
  readonly locale?: Locale;
  readonly isAdmin?: boolean;
  /** 0 = no limit. */
  readonly quotaBytes?: number;
}

/**
 * Creates an account with its mailboxes. Throws `invalidArgument` (address or password), `domainNotFound`, `addressTaken`.
 */
export async function addUser(store: Directory, user: NewUser): Promise<Account> {
  const address = requireAddress(user.address);
  checkPassword(user.password, address);
  return store.addAccount({
    address,
    displayName: user.displayName?.trim() ?? '',
    locale: user.locale ?? 'en',
    isAdmin: user.isAdmin ?? false,
    quotaBytes: user.quotaBytes ?? 0,
    verifiers: await makeVerifiers(user.password),
  });
}

/**
 * Replaces the password and signs the user out everywhere but in `keepSessionIdHash`. App passwords stay.
 * Throws `accountNotFound`, `invalidArgument`.
 */
export async function setPassword(
  store: Directory & SessionStore,
  address: string,
  password: string,
  options: { keepSessionIdHash?: string } = {},
): Promise<void> {
  const account = await requireAccount(store, address);
  checkPassword(password, account.address);
  const siblings = await store.listCredentials(account.id);
  await store.setPassword(account.id, await makeVerifiers(password, { siblings }));
  await store.removeSessions(account.id, options.keepSessionIdHash);
}

/** Removes the account and all its mail. Throws `accountNotFound`, `forbidden` for the only administrator. */
export async function removeUser(store: Directory, address: string): Promise<void> {
  const account = await requireAccount(store, address);
  if (account.isAdmin && !(await hasOtherAdmin(store, account))) {
    throw new MailError('forbidden', `${account.address} is the only administrator.`);
  }
  await store.removeAccount(account.id);
}

/** Throws `accountNotFound`, `invalidArgument`. */
export async function requireAccount(store: Directory, address: string): Promise<Account> {
  const canonical = requireAddress(address);
  const account = await store.findAccount(canonical);
  if (!account) throw new MailError('accountNotFound', `There is no account ${canonical}.`);
  return account;
}

/** Accounts by address, read in pages. */
export async function* eachAccount(
  store: Directory,
  options: { domain?: string } = {},
): AsyncGenerator<Account> {
  const limit = 500;
  for (let after: string | undefined; ;) {
    const page = await store.listAccounts({ ...options, ...(after === undefined ? {} : { after }), limit });
    yield* page;
    if (page.length < limit) return;
    after = page.at(-1)?.address;
  }
}

async function hasOtherAdmin(store: Directory, account: Account): Promise<boolean> {
  for await (const other of eachAccount(store)) {
    if (other.isAdmin && !other.isDisabled && other.id !== account.id) return true;
  }
  return false;
}

function requireAddress(text: string): string {
  const address = canonicalAddress(text);
  if (address === null) throw new MailError('invalidArgument', `"${text}" is no mail address.`);
  return address;
}
