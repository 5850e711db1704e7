import { MailError } from '../../errors.ts';
import { canonicalAddress } from '../../model/address.ts';
import type { AccountId } from '../../model/ids.ts';
import { ANYONE } from './acl-responses.ts';
import type { ImapSession } from '../session-state.ts';

/** The account an identifier names; null for `anyone`. Throws `invalidArgument` for negative rights, `accountNotFound`. RFC 4314 §3. */
export async function findGrantee(session: ImapSession, binary: string): Promise<AccountId | null> {
  const identifier = Buffer.from(binary, 'latin1').toString('utf8');
  // RFC 4314 §2: rights that take away from those granted to `anyone`. They make nobody's life easier.
  if (identifier.startsWith('-')) throw new MailError('invalidArgument', 'Negative rights are not supported');
  if (identifier.toLowerCase() === ANYONE) return null;
  const address = canonicalAddress(identifier);
  const account = address === null ? null : await session.deps.store.findAccount(address);
  if (account === null) throw new MailError('accountNotFound', 'No such user');
  return account.id;
}
