import { MailError } from '../../errors.ts';
import type { Account } from '../../model/account.ts';
import { canonicalAddress } from '../../model/address.ts';
import { hasRight } from '../../model/rights.ts';
import type { ImapSession } from '../session-state.ts';
import { encodeAString, utf8Binary } from '../wire/encoder.ts';

/** RFC 9208 §5.1: storage is counted in units of 1,024 octets. */
export const STORAGE_UNIT_BYTES = 1_024;

/** The root of an account's quota is its address: all its mailboxes share it. RFC 9208 §3.1. */
export function encodeRoot({ address }: Account): string {
  return encodeAString(utf8Binary(address));
}

/** Sends `* QUOTA root (…)`, with the resources that have a limit. RFC 9208 §4.2.1. */
export function sendQuota(session: ImapSession, account: Account): void {
  const { quotaBytes, usedBytes, quotaEmails, emailCount } = account;
  const resources: string[] = [];
  if (quotaBytes > 0) {
    const used = Math.ceil(usedBytes / STORAGE_UNIT_BYTES);
    resources.push(`STORAGE ${used} ${Math.floor(quotaBytes / STORAGE_UNIT_BYTES)}`);
  }
  if (quotaEmails > 0) resources.push(`MESSAGE ${emailCount} ${quotaEmails}`);
  void session.untagged(`QUOTA ${encodeRoot(account)} (${resources.join(' ')})`);
}

/**
 * The account whose quota a root names: one's own, for administrators anyone's, and that of an account in whose mailboxes one may insert.
 * Throws `accountNotFound`, also for those one has nothing to do with.
 */
export async function accountOfRoot(session: ImapSession, binary: string): Promise<Account> {
  const address = canonicalAddress(Buffer.from(binary, 'latin1').toString('utf8'));
  const account = address === null ? null : await session.deps.store.findAccount(address);
  if (account === null || !(await maySee(session, account)))
    throw new MailError('accountNotFound', 'No such quota root');
  return account;
}

/** Whoever fills a mailbox may know how full it is. */
export async function maySee(session: ImapSession, account: Account): Promise<boolean> {
  if (account.id === session.account.id || session.account.isAdmin) return true;
  const shared = await session.deps.store.mailboxesSharedWith(session.account.id, account.id);
  return shared.some(({ rights }) => hasRight(rights, 'i'));
}
