import { MailError } from '../../errors.ts';
import type { AccountId } from '../../model/ids.ts';
import type { MaildropStore } from '../maildrop-store.ts';
import type { LockTable } from './lock-table.ts';

export const LOCK_REQUESTS = ['takeMaildrop', 'dropMaildrop'] as const;
export type LockRequest = (typeof LOCK_REQUESTS)[number];

/** Asks the owner of the data directory; false: refused. */
export type AskForLock = (request: LockRequest, accountId: AccountId) => Promise<boolean>;

export function isLockRequest(name: string): name is LockRequest {
  return (LOCK_REQUESTS as readonly string[]).includes(name);
}

/** What the owner answers. */
export function answerLockRequest(
  table: LockTable,
  holder: object,
  request: LockRequest,
  accountId: AccountId,
): boolean {
  return request === 'takeMaildrop' ? table.take(accountId, holder) : table.drop(accountId, holder);
}

export function maildropLocks(ask: AskForLock): Pick<MaildropStore, 'lockMaildrop'> {
  return {
    async lockMaildrop(accountId) {
      if (!(await ask('takeMaildrop', accountId)))
        throw new MailError('inUse', 'Another session has this mailbox open.');
      let isHeld = true;
      return {
        async release() {
          if (!isHeld) return;
          isHeld = false;
          // An owner that is gone has forgotten all locks.
          await ask('dropMaildrop', accountId).catch(() => false);
        },
      };
    },
  };
}
