import { MailError } from '../errors.ts';
import type { MailboxAccess } from '../store/access/mailbox-access.ts';
import { type EmailRows, NO_ROWS } from './email/rows.ts';

/** The rows of another account's emails, as far as they may be read. */
export function sharedRows(rows: EmailRows, access: MailboxAccess): EmailRows {
  return {
    async mailbox(accountId, mailboxId) {
      try {
        await access.require({ accountId, mailboxId }, 'r');
      } catch (error) {
        if (isOutOfReach(error)) return NO_ROWS;
        throw error;
      }
      return rows.mailbox(accountId, mailboxId);
    },
    async all(accountId) {
      return (await access.storeOf(accountId).readAllEmails(accountId)).rows;
    },
  };
}

function isOutOfReach(error: unknown): boolean {
  return error instanceof MailError && (error.code === 'mailboxNotFound' || error.code === 'noPermission');
}
