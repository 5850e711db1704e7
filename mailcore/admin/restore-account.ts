import { buffer } from 'node:stream/consumers';
import { MailError } from '../errors.ts';
import type { AccountId, EmailId } from '../model/ids.ts';
import { requireAccount } from './accounts.ts';
import { storeSource, type ExportedMailbox } from './export-source.ts';
import type { ExportedEmail } from './exported-emails.ts';
import { openMailImporter, type MailImporter } from './mail-importer.ts';
import type { MailboxPath } from './mailbox-paths.ts';
import type { SkippedMessage, TransferContext } from './transfer.ts';

export interface RestoreAccountOptions {
  /** Only this mailbox of the backup. */
  readonly mailbox?: MailboxPath;
  /** Everything goes here instead of into mailboxes of the same names. */
  readonly into?: MailboxPath;
  /** Says what would come back, and changes nothing. */
  readonly isDryRun?: boolean;
  readonly onProgress?: (restored: number) => void;
  readonly onSkipped?: (skipped: SkippedMessage) => void;
}

export interface RestoredMailbox {
  readonly mailbox: string;
  readonly emails: number;
  readonly stillThere: number;
}

/** A body is still there when the account has one of the same length and checksum, wherever it was moved. */
type PresentBodies = ReadonlySet<string>;

/**
 * Brings back the messages of an account that a backup has and the running store has not, as new emails with their keywords and dates.
 * Throws `accountNotFound`, `mailboxNotFound`, `overQuota`; what was brought back before stays, and a second run goes on from there.
 */
export async function restoreAccount(
  backup: TransferContext,
  live: TransferContext,
  address: string,
  options: RestoreAccountOptions = {},
): Promise<RestoredMailbox[]> {
  const [from, to] = [await requireAccount(backup.store, address), await requireAccount(live.store, address)];
  const mailboxes = chosenMailboxes(await storeSource(backup, from.id).mailboxes(), options.mailbox);
  const keys = await bodyKeys(backup, from.id);
  const present = new Set((await bodyKeys(live, to.id)).values());
  const importer = options.isDryRun ? null : await openMailImporter(live, to.id, importOptions(options));
  const restored: RestoredMailbox[] = [];
  for (const mailbox of mailboxes) {
    const found = await restoreMailbox(mailbox, keys, present, importer, options.into ?? mailbox.path);
    if (found.emails + found.stillThere > 0) restored.push(found);
  }
  await importer?.finish();
  return restored;
}

function importOptions({ onProgress, onSkipped }: RestoreAccountOptions) {
  return {
    maxMessageBytes: Number.MAX_SAFE_INTEGER,
    onProgress: ({ imported }: { imported: number }) => onProgress?.(imported),
    ...(onSkipped ? { onSkipped } : {}),
  };
}

function chosenMailboxes(
  mailboxes: readonly ExportedMailbox[],
  chosen: MailboxPath | undefined,
): readonly ExportedMailbox[] {
  if (!chosen) return mailboxes;
  const name = chosen.join('/').normalize('NFC');
  const found = mailboxes.filter(
    ({ path, isInbox }) => path.join('/') === name || (isInbox && /^inbox$/i.test(name)),
  );
  if (found.length === 0) throw new MailError('mailboxNotFound', `The backup has no mailbox ${name}.`);
  return found;
}

async function restoreMailbox(
  mailbox: ExportedMailbox,
  keys: ReadonlyMap<EmailId, string>,
  present: PresentBodies,
  importer: MailImporter | null,
  path: MailboxPath,
): Promise<RestoredMailbox> {
  const count = { emails: 0, stillThere: 0 };
  for await (const email of mailbox.emails()) {
    const key = keys.get(email.emailId);
    if (key !== undefined && present.has(key)) count.stillThere += 1;
    else {
      count.emails += 1;
      if (importer) await bringBack(importer, email, path);
    }
  }
  return { mailbox: mailbox.path.join('/'), ...count };
}

async function bringBack(importer: MailImporter, email: ExportedEmail, path: MailboxPath): Promise<void> {
  const { receivedAt, keywords, emailId } = email;
  const checkpoint = { container: path.join('/'), position: String(emailId) };
  // Marked as deleted in the backup, but wanted now.
  const message = { path, keywords, isDeleted: false, receivedAt, checkpoint };
  await importer.add({ ...message, bytes: await buffer(email.stream()) });
}

async function bodyKeys({ store }: TransferContext, accountId: AccountId): Promise<Map<EmailId, string>> {
  const bodies = await store.listBodyChecksums(accountId);
  return new Map(bodies.map(({ emailId, sizeBytes, crc32 }) => [emailId, `${sizeBytes} ${crc32}`]));
}
