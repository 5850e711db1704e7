import type { Account } from '../model/account.ts';
import { NO_KEYWORDS } from '../model/keyword.ts';
import type { LocalDelivery } from '../store/delivery.ts';
import type { Verdict } from './checks/check.ts';

/** How an account files a message: into the inbox, or Junk when a check says so. */
export function fileLocally(account: Account, verdicts: readonly Verdict[]): LocalDelivery {
  const isJunk = verdicts.some((verdict) => verdict.mailbox === 'junk');
  return { accountId: account.id, mailbox: isJunk ? 'junk' : 'inbox', keywords: NO_KEYWORDS };
}
