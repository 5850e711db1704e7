import type { Id, SetError, SetResponse } from '../../../mailcore/jmap/types.ts';
import type { JmapClient } from '../../lib/jmap/client.ts';
import { JmapError } from '../../lib/jmap/failure.ts';
import type { Identities } from '../../lib/jmap/identities.svelte.ts';
import type { Mailboxes } from '../../lib/jmap/mailboxes.svelte.ts';
import { draftToEmail } from './draft-email.ts';
import type { DraftContent } from './intent.ts';

/** What drafts need of the mail store. */
export interface DraftState {
  readonly client: JmapClient;
  readonly mailboxes: Mailboxes;
  readonly identities: Identities;
}

/** Where a version of the draft lies on the server, and under which ids its attachments live now. */
export interface StoredVersion {
  readonly emailId: Id;
  /** Blob ids as in the stored content -> the same files as parts of the stored email. */
  readonly movedBlobs: ReadonlyMap<Id, Id>;
}

/** Found under the draft's Message-ID, after an answer was lost. */
export interface FoundDraft {
  readonly emailId: Id;
  readonly isSent: boolean;
}

/**
 * Stores a version and removes the one it replaces, in one request. Rejects with JmapError; then the old version stands as before, but
 * for a lost answer (`offline`, `http`), after which {@link findDraft} tells.
 */
export async function saveDraft(
  state: DraftState,
  draft: DraftContent,
  replacing: Id | null,
): Promise<StoredVersion> {
  const { created, removed } = requestVersion(state, draft, replacing);
  const answer = await created;
  const refused = answer.notCreated?.['draft'];
  if (refused) throw new JmapError({ kind: 'set', id: 'draft', error: refused });
  const isLeftOver = await removed.then(
    () => false,
    () => true,
  );
  if (isLeftOver && replacing !== null) await state.client.call('Email/set', { destroy: [replacing] });
  return { emailId: answer.created!['draft']!.id!, movedBlobs: await movedBlobs(state, draft, answer) };
}

/** What became of a send. */
export type SendOutcome =
  | { readonly isSent: true }
  /** Nothing went out; the draft is stored, in the version that was to be sent if that could be stored. */
  | { readonly isSent: false; readonly error: SetError; readonly stored: Id | null };

/**
 * Stores the last version, submits it and moves it from Drafts to Sent, in one request. Rejects with JmapError when no answer came:
 * then it may have gone out, and {@link findDraft} tells. RFC 8621 §7.5.
 */
export async function sendDraft(
  state: DraftState,
  draft: DraftContent,
  replacing: Id | null,
): Promise<SendOutcome> {
  const { client, mailboxes } = state;
  const draftsId = mailboxes.byRole('drafts')!.id;
  const sentId = mailboxes.byRole('sent')!.id;
  const { created } = requestVersion(state, draft, replacing);
  const submitted = client.call('EmailSubmission/set', {
    create: { submission: { emailId: '#draft', identityId: draft.identityId } },
    onSuccessUpdateEmail: {
      '#submission': {
        [`mailboxIds/${draftsId}`]: null,
        [`mailboxIds/${sentId}`]: true,
        'keywords/$draft': null,
      },
    },
  });
  const stored = await created;
  const unstored = stored.notCreated?.['draft'];
  if (unstored) return { isSent: false, error: unstored, stored: null };
  const { notCreated } = await submitted;
  const unsent = notCreated?.['submission'];
  return unsent ? { isSent: false, error: unsent, stored: stored.created!['draft']!.id! } : { isSent: true };
}

/** Looks for a draft whose answer was lost, among the latest of Drafts and Sent. Rejects with JmapError. */
export async function findDraft(state: DraftState, messageId: string): Promise<FoundDraft | null> {
  const found = await Promise.all(
    (['sent', 'drafts'] as const).map(async (role) => {
      const emailId = await newestWith(state, role, messageId);
      return emailId === null ? null : { emailId, isSent: role === 'sent' };
    }),
  );
  return found.find((draft) => draft !== null) ?? null;
}

async function newestWith(
  { client, mailboxes }: DraftState,
  role: string,
  messageId: string,
): Promise<Id | null> {
  const mailbox = mailboxes.byRole(role);
  if (!mailbox) return null;
  const query = client.call('Email/query', {
    filter: { inMailbox: mailbox.id },
    sort: [{ property: 'receivedAt', isAscending: false }],
    limit: 30,
  });
  const emails = client.call('Email/get', { '#ids': query.ref('/ids'), properties: ['id', 'messageId'] });
  const [{ ids }, { list }] = await Promise.all([query, emails]);
  const matching = new Set(list.filter((email) => email.messageId?.includes(messageId)).map(({ id }) => id));
  return ids.find((id) => matching.has(id)) ?? null;
}

/**
 * `Email/set` runs its `destroy` even when its `create` was refused, which would lose the only stored version. So the old one is named by
 * an echo that also refers to the creation: without that, the reference fails and with it the removal. RFC 8620 §3.7, §4, §5.3.
 */
function requestVersion(state: DraftState, draft: DraftContent, replacing: Id | null) {
  const { client, identities, mailboxes } = state;
  const identity = identities.get(draft.identityId) ?? identities.list[0]!;
  const email = draftToEmail(draft, identity, mailboxes.byRole('drafts')!.id);
  const created = client.call('Email/set', { create: { draft: email } });
  if (replacing === null) return { created, removed: Promise.resolve() };
  const replaced = client.call('Core/echo', {
    destroy: [replacing],
    '#stored': created.ref('/created/draft/id'),
  });
  return { created, removed: client.call('Email/set', { '#destroy': replaced.ref('/destroy') }) };
}

/** The parts of the new email take the places of the uploads, which the server forgets after a while. */
async function movedBlobs(
  { client }: DraftState,
  { attachments }: DraftContent,
  answer: SetResponse<unknown>,
): Promise<ReadonlyMap<Id, Id>> {
  if (attachments.length === 0) return new Map();
  const { id } = answer.created!['draft'] as { id: Id };
  const { list } = await client.call('Email/get', { ids: [id], properties: ['attachments'] });
  const parts = list[0]?.attachments ?? [];
  if (parts.length !== attachments.length) return new Map();
  return new Map(attachments.map(({ blobId }, index) => [blobId, parts[index]!.blobId!]));
}
