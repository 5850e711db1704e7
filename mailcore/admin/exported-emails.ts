import type { Readable } from 'node:stream';
import type { AccountId, EmailId, MailboxId, ModSeq } from '../model/ids.ts';
import type { KeywordSet } from '../model/keyword.ts';
import type { TransferContext } from './transfer.ts';

/** An email on its way out. */
export interface ExportedEmail {
  readonly emailId: EmailId;
  readonly receivedAt: Date;
  readonly keywords: KeywordSet;
  readonly isDeleted: boolean;
  /** First address of From, or null. */
  readonly sender: string | null;
  stream(): Readable;
}

const BATCH = 100;
const FROM_THE_START = 0 as ModSeq;

/** The emails of a mailbox in the order of their UIDs, as it is now; their bytes are read one after the other. */
export async function* exportedEmails(
  { store, blobs }: TransferContext,
  accountId: AccountId,
  mailboxId: MailboxId,
): AsyncGenerator<ExportedEmail> {
  const { rows } = await store.readMailbox(accountId, mailboxId, FROM_THE_START);
  for (let start = 0; start < rows.uids.length; start += BATCH) {
    const ids = Array.from(rows.emailIds.subarray(start, start + BATCH)) as EmailId[];
    const contents = await store.getContents(accountId, ids);
    for (const [i, emailId] of ids.entries()) {
      const stored = contents.get(emailId);
      // Destroyed since the list was read.
      if (!stored) continue;
      const row = start + i;
      yield {
        emailId,
        receivedAt: new Date(rows.receivedAt[row]!),
        keywords: { flags: rows.flags[row]!, custom: rows.custom.get(row) ?? [] },
        isDeleted: rows.deleted[row] === 1,
        sender: stored.content.summary.from?.[0]?.email ?? null,
        stream: () => blobs.stream(stored.blob.location),
      };
    }
  }
}
