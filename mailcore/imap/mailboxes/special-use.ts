import type { MailboxRole } from '../../model/mailbox.ts';

/** RFC 6154 §2; the inbox has a name of its own instead. */
const ATTRIBUTES: Readonly<Record<MailboxRole, string | null>> = {
  inbox: null,
  archive: '\\Archive',
  drafts: '\\Drafts',
  sent: '\\Sent',
  junk: '\\Junk',
  trash: '\\Trash',
};

/** The LIST attribute of a role; null for none. */
export function specialUse(role: MailboxRole | null): string | null {
  return role === null ? null : ATTRIBUTES[role];
}

/** The role that a use attribute names, in any case; null for one we do not have. */
export function roleOf(attribute: string): MailboxRole | null {
  const lower = attribute.toLowerCase();
  const found = Object.entries(ATTRIBUTES).find(([, name]) => name?.toLowerCase() === lower);
  return found === undefined ? null : (found[0] as MailboxRole);
}
