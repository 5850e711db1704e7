import type { EmailId } from '../../model/ids.ts';
import type { Mailbox } from '../../model/mailbox.ts';
import { readStoredSection } from '../fetch/body-section.ts';
import type { SectionBytes } from '../fetch/body-section.ts';
import { lowerBound } from '../view/lower-bound.ts';
import type { ImapSession } from '../session-state.ts';
import { parseImapUrl } from '../wire/imap-url.ts';
import type { ImapUrl } from '../wire/imap-url.ts';

/** The bytes that a URL names in the user's own mailboxes; null when it names none. RFC 4469 §3. Throws MailError `unavailable`. */
export async function readOwnUrl(session: ImapSession, text: string): Promise<SectionBytes> {
  const url = parseImapUrl(text);
  if (url === null || !isOwn(session, url)) return null;
  const mailbox = await findMailbox(session, url);
  if (mailbox === null || (url.uidValidity ?? mailbox.uidValidity) !== mailbox.uidValidity) return null;
  const { rows } = await session.selection.readRows(mailbox);
  const row = lowerBound(rows.uids, url.uid);
  if (rows.uids[row] !== url.uid) return null;
  const emailId = rows.emailIds[row] as EmailId;
  const contents = await session.deps.store.getContents(mailbox.accountId, [emailId]);
  const [content] = contents.values();
  if (content === undefined) return null;
  return readStoredSection(session.deps.blobs, content.blob.location, content.content.root, url);
}

function isOwn({ account, deps }: ImapSession, { host, user }: ImapUrl): boolean {
  const isHere = host === null || host === deps.config.hostname.toLowerCase();
  return isHere && (user === null || user.toLowerCase() === account.address);
}

/** Without a mailbox, the URL is relative to the one selected. RFC 4469 §3. */
async function findMailbox(session: ImapSession, { mailbox }: ImapUrl): Promise<Mailbox | null> {
  const found = mailbox === null ? session.selected : await session.findMailbox(mailbox);
  return found?.accountId === session.account.id ? found : null;
}
