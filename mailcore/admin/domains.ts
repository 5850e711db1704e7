import { MailError } from '../errors.ts';
import type { Domain } from '../model/account.ts';
import { normaliseDomain } from '../model/address.ts';
import type { Directory } from '../store/directory.ts';

/** Makes a domain one of ours: a name space of its own. Throws `invalidArgument`, `alreadyExists`. */
export async function addDomain(store: Directory, name: string): Promise<Domain> {
  return store.addDomain(domainName(name));
}

/** Throws `domainNotFound`, `domainNotEmpty` while accounts or aliases are in it. */
export async function removeDomain(store: Directory, name: string): Promise<void> {
  await store.removeDomain(domainName(name));
}

function domainName(name: string): string {
  const normalised = normaliseDomain(name.trim());
  if (normalised === null || normalised.startsWith('[')) {
    throw new MailError('invalidArgument', `"${name}" is no domain name.`);
  }
  return normalised;
}
