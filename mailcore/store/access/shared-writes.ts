import type { AccountId, MailboxId } from '../../model/ids.ts';
import { NO_KEYWORDS } from '../../model/keyword.ts';
import { flagMask, hasRight, maskKeywords, NO_RIGHTS, type Rights } from '../../model/rights.ts';
import type { EmailStore, FlagChange, NewEmail } from '../email-store.ts';
import type { Store } from '../store.ts';
import { type Grants, notPermitted } from './grants.ts';
import { judgePatches, mayRemove } from './shared-patches.ts';

type Writes = Pick<
  EmailStore,
  'appendEmails' | 'replaceEmail' | 'updateEmails' | 'destroyEmails' | 'storeFlags' | 'expunge'
>;

/** Changes to the mail of others. RFC 4314 §4, RFC 8621 §2. */
export function sharedWrites(store: Store, grants: Grants): Writes {
  return {
    async appendEmails(ownerId, emails) {
      const allowed: NewEmail[] = [];
      for (const email of emails) allowed.push(await withAllowedFlags(grants, ownerId, email));
      return store.appendEmails(ownerId, allowed);
    },
    async replaceEmail(ownerId, replaced, email) {
      await grants.require(ownerId, replaced.mailboxId, 't', 'e');
      return store.replaceEmail(ownerId, replaced, await withAllowedFlags(grants, ownerId, email));
    },
    async updateEmails(ownerId, patches, options) {
      const { allowed, failed } = await judgePatches(store, grants, ownerId, patches);
      const outcome = await store.updateEmails(ownerId, allowed, options);
      return { ...outcome, failed: [...failed, ...outcome.failed] };
    },
    async destroyEmails(ownerId, emailIds) {
      const granted = await grants.all(ownerId);
      const rightsIn = (id: MailboxId): Rights => granted.get(id)?.rights ?? NO_RIGHTS;
      const emails = await store.getEmails(ownerId, emailIds);
      const visible = emails.filter(({ memberships }) =>
        memberships.some(({ mailboxId }) => hasRight(rightsIn(mailboxId), 'r')),
      );
      const mine = visible.filter(({ memberships }) =>
        memberships.every(({ mailboxId }) => mayRemove(rightsIn(mailboxId))),
      );
      const [known, destroyable] = [visible, mine].map((list) => new Set(list.map(({ id }) => id)));
      const { modseq } = await store.destroyEmails(ownerId, [...(destroyable ?? [])]);
      const notFound = emailIds.filter((id) => !known?.has(id));
      return { modseq, notFound, notPermitted: [...(known ?? [])].filter((id) => !destroyable?.has(id)) };
    },
    async storeFlags(ownerId, mailboxId, uids, change, options) {
      const mask = flagMask(await grants.require(ownerId, mailboxId, 'r'));
      if (!changesAny(change, mask)) throw notPermitted();
      return store.storeFlags(ownerId, mailboxId, uids, change, { ...options, mask });
    },
    async expunge(ownerId, mailboxId, uids) {
      await grants.require(ownerId, mailboxId, 'e');
      return store.expunge(ownerId, mailboxId, uids);
    },
  };
}

/** RFC 4314 §4 (APPEND): flags that one may not set are left out, the message is kept. */
async function withAllowedFlags(grants: Grants, ownerId: AccountId, email: NewEmail): Promise<NewEmail> {
  let { keywords, isDeleted = false } = email;
  for (const mailboxId of email.mailboxIds) {
    const mask = flagMask(await grants.require(ownerId, mailboxId, 'i'));
    keywords = maskKeywords(NO_KEYWORDS, keywords, mask);
    isDeleted &&= mask.deleted;
  }
  return { ...email, keywords, isDeleted };
}

/** RFC 4314 §4 (STORE): it succeeds when at least one of the flags named may be changed; replacing names them all. */
function changesAny({ mode, keywords, deleted }: FlagChange, mask: ReturnType<typeof flagMask>): boolean {
  const named = mode === 'replace' ? { flags: ~0, hasCustom: true, deleted: true } : null;
  const flags = named?.flags ?? keywords.flags;
  const hasCustom = named?.hasCustom ?? keywords.custom.length > 0;
  const isDeleted = named?.deleted ?? deleted;
  const isNothing = flags === 0 && !hasCustom && !isDeleted;
  return isNothing || (flags & mask.flags) !== 0 || (hasCustom && mask.custom) || (isDeleted && mask.deleted);
}
