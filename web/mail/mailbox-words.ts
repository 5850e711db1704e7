import type { Mailbox } from '../../mailcore/jmap/types.ts';
import { t } from '../lib/i18n/i18n.svelte.ts';
import type { IconName } from '../ui/icons.ts';

const ROLES = ['inbox', 'drafts', 'sent', 'archive', 'junk', 'trash'] as const;
type Role = (typeof ROLES)[number];

function roleOf(mailbox: Pick<Mailbox, 'role'>): Role | undefined {
  return ROLES.find((role) => role === mailbox.role);
}

/** Special mailboxes are named in the reader's language, others as their owner named them. */
export function mailboxName(mailbox: Pick<Mailbox, 'role' | 'name'>): string {
  const role = roleOf(mailbox);
  return role ? t(`mailbox.${role}`) : mailbox.name;
}

export function mailboxIcon(mailbox: Pick<Mailbox, 'role'>): IconName {
  return roleOf(mailbox) ?? 'mailbox';
}
