import type { AccountId, MailboxId } from '../model/ids.ts';
import type { EmailStore, MailboxSlice } from '../store/email-store.ts';

/** Where views read the rows of a mailbox: store/mailbox-cache.ts, or the store itself. Throws MailError `mailboxNotFound`. */
export interface MailboxRowsSource {
  /** All rows, as new as the last commit announced; the arrays are shared and must not be written to. */
  get(accountId: AccountId, mailboxId: MailboxId): Promise<MailboxSlice>;
}

/** Reads every row every time. */
export function rowsFromStore(store: Pick<EmailStore, 'readMailbox'>): MailboxRowsSource {
  return {
    get: (accountId, mailboxId) => store.readMailbox(accountId, mailboxId, 0 as MailboxSlice['modseq']),
  };
}
