import type { Email } from '../../model/email.ts';
import type { AccountId, EmailId, MailboxId } from '../../model/ids.ts';
import { hasRight } from '../../model/rights.ts';
import type { EmailStore, MailboxSlice } from '../email-store.ts';
import { joinMailboxes } from '../mailbox-rows.ts';
import type { Store } from '../store.ts';
import type { Grants } from './grants.ts';

type Reads = Pick<
  EmailStore,
  | 'getEmails'
  | 'getContents'
  | 'getSummaries'
  | 'getWireContents'
  | 'readMailbox'
  | 'getVanishedUids'
  | 'getSaveDates'
  | 'getThreads'
  | 'readAllEmails'
  | 'accountModseq'
  | 'findBlob'
>;

/** Mail of others that one may read: emails in a mailbox with the right `r`, as if they were in no other. */
export function sharedReads(store: Store, grants: Grants): Reads {
  const visible = (ownerId: AccountId, ids: readonly EmailId[]) => visibleEmails(store, grants, ownerId, ids);
  const visibleIds = async (ownerId: AccountId, ids: readonly EmailId[]) =>
    (await visible(ownerId, ids)).map(({ id }) => id);
  return {
    getEmails: visible,
    async getContents(ownerId, ids) {
      return store.getContents(ownerId, await visibleIds(ownerId, ids));
    },
    async getSummaries(ownerId, ids) {
      return store.getSummaries(ownerId, await visibleIds(ownerId, ids));
    },
    async getWireContents(ownerId, ids, column) {
      return store.getWireContents(ownerId, await visibleIds(ownerId, ids), column);
    },
    async readMailbox(ownerId, mailboxId, since) {
      await grants.require(ownerId, mailboxId, 'r');
      return store.readMailbox(ownerId, mailboxId, since);
    },
    async getVanishedUids(ownerId, mailboxId, since) {
      await grants.require(ownerId, mailboxId, 'r');
      return store.getVanishedUids(ownerId, mailboxId, since);
    },
    async getSaveDates(ownerId, mailboxId, uids) {
      await grants.require(ownerId, mailboxId, 'r');
      return store.getSaveDates(ownerId, mailboxId, uids);
    },
    async getThreads(ownerId, ids) {
      const threads = await store.getThreads(ownerId, ids);
      const left = new Set(await visibleIds(ownerId, [...threads.values()].flat()));
      const shown = [...threads].map(
        ([id, emails]) => [id, emails.filter((email) => left.has(email))] as const,
      );
      return new Map(shown.filter(([, emails]) => emails.length > 0));
    },
    async readAllEmails(ownerId): Promise<MailboxSlice> {
      const modseq = await store.accountModseq(ownerId);
      const slices: MailboxSlice[] = [];
      for (const mailboxId of await readable(grants, ownerId))
        slices.push(await store.readMailbox(ownerId, mailboxId, 0 as MailboxSlice['modseq']));
      const rows = joinMailboxes(slices.map((slice) => slice.rows));
      return { rows, vanished: new Uint32Array(), modseq, highestModseq: modseq };
    },
    async accountModseq(ownerId) {
      await grants.some(ownerId);
      return store.accountModseq(ownerId);
    },
    async findBlob(ownerId, blobId) {
      const places = await store.mailboxesOfBlob(ownerId, blobId);
      const mayRead = await readable(grants, ownerId);
      const blob = places.some((id) => mayRead.has(id)) ? await store.findBlob(ownerId, blobId) : null;
      // An upload is its uploader's, even when the same bytes became a message.
      return blob && { ...blob, type: null };
    },
  };
}

async function readable(grants: Grants, ownerId: AccountId): Promise<ReadonlySet<MailboxId>> {
  const granted = await grants.all(ownerId);
  return new Set([...granted].filter(([, { rights }]) => hasRight(rights, 'r')).map(([id]) => id));
}

/** In the order of `ids`; the mailboxes one may not read are left out of their memberships. */
export async function visibleEmails(
  store: Store,
  grants: Grants,
  ownerId: AccountId,
  ids: readonly EmailId[],
): Promise<Email[]> {
  const mayRead = await readable(grants, ownerId);
  const emails = await store.getEmails(ownerId, ids);
  return emails.flatMap((email) => {
    const memberships = email.memberships.filter(({ mailboxId }) => mayRead.has(mailboxId));
    return memberships.length === 0 ? [] : [{ ...email, memberships }];
  });
}
