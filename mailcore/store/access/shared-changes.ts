import { MailError } from '../../errors.ts';
import type { AccountId, EmailId, MailboxId, ModSeq, ThreadId } from '../../model/ids.ts';
import type { Changes, EmailStore } from '../email-store.ts';
import type { Store } from '../store.ts';
import { type Grants, notPermitted } from './grants.ts';
import { sharedReads, visibleEmails } from './shared-reads.ts';

const MAX_MAILBOX_CHANGES = 20_000;

/**
 * What changed in the mail of others, as far as one may see it; what may be seen no more is destroyed. When rights or the tree changed since, the
 * emails that came into or went out of sight are not known, and the client must look anew (`cannotCalculateChanges`).
 */
export function sharedChanges(store: Store, grants: Grants): Pick<EmailStore, 'changesSince'> {
  return {
    async changesSince(ownerId, type, since, max) {
      const granted = await grants.some(ownerId);
      if (type === 'Identity' || type === 'EmailSubmission') throw notPermitted();
      if (type !== 'Mailbox') await requireSameSight(store, ownerId, since);
      const changes = await store.changesSince(ownerId, type, since, max);
      if (type === 'Mailbox') return inSight(changes, (id) => granted.has(id as MailboxId));
      const ids = [...changes.created, ...changes.updated];
      const left = await visibleOf(store, grants, ownerId, type, ids);
      return inSight(changes, (id) => left.has(id));
    },
  };
}

async function requireSameSight(store: Store, ownerId: AccountId, since: ModSeq): Promise<void> {
  const { created, updated, destroyed, countsOnly, hasMore } = await store.changesSince(
    ownerId,
    'Mailbox',
    since,
    MAX_MAILBOX_CHANGES,
  );
  const isSame = created.length === 0 && destroyed.length === 0 && (updated.length === 0 || countsOnly);
  if (hasMore || !isSame)
    throw new MailError('cannotCalculateChanges', 'The changes since that state are not known');
}

async function visibleOf(
  store: Store,
  grants: Grants,
  ownerId: AccountId,
  type: 'Email' | 'Thread',
  ids: readonly number[],
): Promise<ReadonlySet<number>> {
  if (type === 'Thread')
    return new Set((await sharedReads(store, grants).getThreads(ownerId, ids as ThreadId[])).keys());
  return new Set((await visibleEmails(store, grants, ownerId, ids as EmailId[])).map(({ id }) => id));
}

function inSight(changes: Changes, isVisible: (id: number) => boolean): Changes {
  const { created, updated, destroyed } = changes;
  return {
    ...changes,
    created: created.filter(isVisible),
    updated: updated.filter(isVisible),
    destroyed: [...destroyed, ...updated.filter((id) => !isVisible(id))],
  };
}
