import type { MailboxId } from '../../model/ids.ts';
import type { Mailbox } from '../../model/mailbox.ts';
import type { MailboxStore, NewMailbox } from '../mailbox-store.ts';
import type { SharedMailbox } from '../sharing-store.ts';
import type { Store } from '../store.ts';
import { type Grants, notFound, notPermitted } from './grants.ts';

/** Mailboxes of others. Their order, roles and place at the top are the owner's. RFC 4314 §4, RFC 8621 §2. */
export function sharedMailboxes(store: Store, grants: Grants): MailboxStore {
  return {
    async listMailboxes(ownerId) {
      const granted = await grants.all(ownerId);
      const all = await store.listMailboxes(ownerId);
      return all.flatMap((mailbox) => seen(mailbox, granted));
    },
    async getMailbox(ownerId, mailboxId) {
      const mailbox = await store.getMailbox(ownerId, mailboxId);
      const [visible] = mailbox ? seen(mailbox, await grants.all(ownerId)) : [];
      return visible ?? null;
    },
    async createMailbox(ownerId, mailbox) {
      const parentId = mailbox.parentId ?? null;
      if (parentId === null || mailbox.role) throw notPermitted();
      await grants.require(ownerId, parentId, 'k');
      const { name, isSubscribed } = mailbox;
      const made = await store.createMailbox(ownerId, { name, parentId });
      if (isSubscribed !== false) await store.setSharedSubscription(grants.accountId, made.id, true);
      return { ...made, isSubscribed: isSubscribed !== false };
    },
    async updateMailbox(ownerId, mailboxId, patch) {
      await requireChange(grants, ownerId, mailboxId, patch);
      const { isSubscribed, name, parentId } = patch;
      if (isSubscribed !== undefined)
        await store.setSharedSubscription(grants.accountId, mailboxId, isSubscribed);
      if (name !== undefined || parentId !== undefined)
        await store.updateMailbox(ownerId, mailboxId, { name, parentId });
      const mailbox = await store.getMailbox(ownerId, mailboxId);
      const [visible] = mailbox ? seen(mailbox, await grants.all(ownerId)) : [];
      if (!visible) throw notFound();
      return visible;
    },
    async deleteMailbox(ownerId, mailboxId, options) {
      await grants.require(ownerId, mailboxId, 'x');
      await store.deleteMailbox(ownerId, mailboxId, options);
    },
  };
}

/** RFC 4314 §4: x to rename, k where it goes. */
async function requireChange(
  grants: Grants,
  ownerId: Mailbox['accountId'],
  mailboxId: MailboxId,
  { name, parentId, role, sortOrder }: Partial<NewMailbox>,
): Promise<void> {
  const isMoved = name !== undefined || parentId !== undefined;
  await grants.require(ownerId, mailboxId, ...(isMoved ? (['x'] as const) : []));
  if (parentId === null || role !== undefined || sortOrder !== undefined) throw notPermitted();
  if (parentId !== undefined) await grants.require(ownerId, parentId, 'k');
}

/** RFC 8621 §2: below a parent that one may not see, a mailbox is at the top. */
function seen(mailbox: Mailbox, granted: ReadonlyMap<MailboxId, SharedMailbox>): Mailbox[] {
  const shared = granted.get(mailbox.id);
  if (!shared) return [];
  const parentId = mailbox.parentId !== null && granted.has(mailbox.parentId) ? mailbox.parentId : null;
  return [{ ...mailbox, parentId, isSubscribed: shared.mailbox.isSubscribed }];
}
