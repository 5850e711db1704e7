import type { MailboxEntry } from './mailbox-tree.ts';
import { SEPARATOR } from './mailbox-tree.ts';
import type { ImapSession } from '../session-state.ts';
import { specialUse } from './special-use.ts';
import { encodeString } from '../wire/encoder.ts';

/** What a LIST response says beside the name. */
export interface ListDetails {
  readonly showSubscribed?: boolean;
  /** RFC 5258 §3.5 */
  readonly holdsSubscribed?: boolean;
  /** The name it had, or that the client used for it. RFC 9051 §6.3.9.7 */
  readonly oldName?: string | null;
}

/** `LIST (attributes) "/" name (extended data)`. RFC 9051 §7.3.1, RFC 5258 §4 */
export function listResponse(session: ImapSession, entry: MailboxEntry, details: ListDetails = {}): string {
  const attributes = attributesOf(entry, details.showSubscribed ?? false).join(' ');
  const name = session.encodeMailbox(entry.path);
  return `LIST (${attributes}) ${encodeString(SEPARATOR)} ${name}${extendedData(session, details)}`;
}

/** The special use of a mailbox; null for none. Another's Sent is not mine. RFC 6154 §2. */
export function useOf({ mailbox, isShared }: MailboxEntry): string | null {
  return isShared ? null : specialUse(mailbox.role);
}

function attributesOf(entry: MailboxEntry, showSubscribed: boolean): string[] {
  const { mailbox, hasChildren } = entry;
  const attributes = [hasChildren ? '\\HasChildren' : '\\HasNoChildren'];
  if (showSubscribed && mailbox.isSubscribed) attributes.push('\\Subscribed');
  const use = useOf(entry);
  if (use !== null) attributes.push(use);
  return attributes;
}

/** There are subscribed mailboxes further down. RFC 5258 §3.5 */
export const CHILD_INFO = `${encodeString('CHILDINFO')} (${encodeString('SUBSCRIBED')})`;

function extendedData(session: ImapSession, { holdsSubscribed, oldName }: ListDetails): string {
  const items: string[] = [];
  if (holdsSubscribed === true) items.push(CHILD_INFO);
  if (oldName !== undefined && oldName !== null)
    items.push(`${encodeString('OLDNAME')} (${session.encodeMailbox(oldName)})`);
  return items.length === 0 ? '' : ` (${items.join(' ')})`;
}
