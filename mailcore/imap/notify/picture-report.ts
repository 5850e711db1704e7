import { hasRight } from '../../model/rights.ts';
import { listResponse } from '../mailboxes/list-response.ts';
import { SEPARATOR } from '../mailboxes/mailbox-tree.ts';
import type { ImapSession } from '../session-state.ts';
import { sendStatus, type StatusItem } from '../mailboxes/status-items.ts';
import { encodeString } from '../wire/encoder.ts';
import { hasNews, type Picture, type WatchedMailbox } from './watched-mailboxes.ts';

/** Tells what changed between two pictures: LIST for names and subscriptions, STATUS for messages. RFC 5465 §5. */
export async function reportChanges(session: ImapSession, before: Picture, after: Picture): Promise<void> {
  for (const [id, gone] of before)
    if (!after.has(id) && gone.events.has('MailboxName')) sendGone(session, gone.entry.path);
  for (const [id, now] of after) {
    const old = before.get(id);
    reportName(session, old, now);
    if (old !== undefined && hasNews(old, now)) await sendCounts(session, now);
  }
}

/** RFC 5465 §4: where the client starts from. */
export async function reportAll(session: ImapSession, picture: Picture): Promise<void> {
  for (const watched of picture.values())
    if (watched.events.has('MessageNew')) await sendCounts(session, watched);
}

/** RFC 5465 §5.4: a mailbox that is not there any more, or not to be seen. */
function sendGone(session: ImapSession, path: string): void {
  void session.untagged(`LIST (\\NonExistent) ${encodeString(SEPARATOR)} ${session.encodeMailbox(path)}`);
}

function reportName(
  session: ImapSession,
  old: WatchedMailbox | undefined,
  { entry, events }: WatchedMailbox,
): void {
  const isRenamed = old !== undefined && old.entry.path !== entry.path;
  const hasName = events.has('MailboxName') && (old === undefined || isRenamed);
  const isTurned = old !== undefined && old.entry.mailbox.isSubscribed !== entry.mailbox.isSubscribed;
  const hasTurned = events.has('SubscriptionChange') && isTurned;
  if (!hasName && !hasTurned) return;
  const oldName = hasName && isRenamed ? old.entry.path : null;
  void session.untagged(listResponse(session, entry, { showSubscribed: true, oldName }));
}

/** Of the selected mailbox the client hears in other ways. */
async function sendCounts(session: ImapSession, { entry, events }: WatchedMailbox): Promise<void> {
  if (session.selected?.id === entry.mailbox.id || !hasRight(entry.rights, 'r')) return;
  const items: StatusItem[] = ['MESSAGES', 'UIDNEXT', 'UIDVALIDITY'];
  if (events.has('FlagChange')) items.push('UNSEEN');
  if (session.enabled.hasCondstore) items.push('HIGHESTMODSEQ');
  await sendStatus(session, entry.path, entry.mailbox, items);
}
