import { Readable } from 'node:stream';
import { canonicalAddress } from '../model/address.ts';
import { MailError } from '../errors.ts';
import type { LostEmail, Salvage, SalvagedEmail, SalvagedMailbox } from '../store/salvage.ts';
import type { ExportSource } from './export-source.ts';
import type { ExportedEmail } from './exported-emails.ts';

export interface SkippedEmail extends LostEmail {
  readonly mailbox: string;
}

/**
 * The mail of an account in damaged storage, as far as it can be read; `onSkipped` hears of the rest.
 * Throws `accountNotFound` when no row of the account can be read.
 */
export function salvageSource(
  salvage: Salvage,
  address: string,
  onSkipped: (email: SkippedEmail) => void,
): ExportSource {
  const accountId = salvage.findAccount(canonicalAddress(address) ?? address);
  if (accountId === null) throw new MailError('accountNotFound', `No account ${address} can be read.`);
  return {
    mailboxes: async () =>
      salvage.mailboxes(accountId).map((mailbox) => ({
        path: mailbox.path,
        isInbox: mailbox.isInbox,
        emails: () => wholeEmails(salvage, accountId, mailbox, onSkipped),
      })),
  };
}

async function* wholeEmails(
  salvage: Salvage,
  accountId: number,
  mailbox: SalvagedMailbox,
  onSkipped: (email: SkippedEmail) => void,
): AsyncGenerator<ExportedEmail> {
  for await (const email of salvage.emails(accountId, mailbox)) {
    if ('bytes' in email) yield exported(email);
    else onSkipped({ ...email, mailbox: mailbox.path.join('/') });
  }
}

function exported({ bytes, emailId, receivedAt, keywords, isDeleted }: SalvagedEmail): ExportedEmail {
  const stream = (): Readable => Readable.from([bytes], { objectMode: false });
  return { emailId, receivedAt, keywords, isDeleted, sender: null, stream };
}
