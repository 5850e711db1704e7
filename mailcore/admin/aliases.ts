import { MailError } from '../errors.ts';
import { canonicalAddress } from '../model/address.ts';
import type { Directory } from '../store/directory.ts';
import { requireAccount } from './accounts.ts';

/** Gives a user another address. Throws `invalidArgument`, `accountNotFound`, `domainNotFound`, `addressTaken`. */
export async function addAlias(
  store: Directory,
  alias: string,
  user: string,
): Promise<{ address: string; user: string }> {
  const address = aliasAddress(alias);
  const account = await requireAccount(store, user);
  await store.addAlias(address, account.id);
  return { address, user: account.address };
}

/** Throws `invalidArgument`, `accountNotFound` when there is no such alias. */
export async function removeAlias(store: Directory, alias: string): Promise<string> {
  const address = aliasAddress(alias);
  const aliases = await store.listAliases();
  if (!aliases.some((one) => one.address === address)) {
    throw new MailError('accountNotFound', `There is no alias ${address}.`);
  }
  await store.removeAlias(address);
  return address;
}

function aliasAddress(text: string): string {
  const address = canonicalAddress(text);
  if (address === null || /[*+]/.test(address)) {
    throw new MailError('invalidArgument', `"${text}" is no address for an alias.`);
  }
  return address;
}
