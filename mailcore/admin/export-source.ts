import type { AccountId } from '../model/ids.ts';
import { type ExportedEmail, exportedEmails } from './exported-emails.ts';
import { listMailboxPaths, type MailboxPath } from './mailbox-paths.ts';
import type { TransferContext } from './transfer.ts';

/** Where an export takes its mail from: the store, or what can be read of a damaged one. */
export interface ExportSource {
  /** Parents first. */
  mailboxes(): Promise<readonly ExportedMailbox[]>;
}

export interface ExportedMailbox {
  readonly path: MailboxPath;
  readonly isInbox: boolean;
  emails(): AsyncIterable<ExportedEmail>;
}

export function storeSource(context: TransferContext, accountId: AccountId): ExportSource {
  return {
    mailboxes: async () => {
      const paths = await listMailboxPaths(context.store, accountId);
      return paths.map(({ mailbox, path }) => ({
        path,
        isInbox: mailbox.role === 'inbox',
        emails: () => exportedEmails(context, accountId, mailbox.id),
      }));
    },
  };
}
