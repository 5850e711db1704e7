import type { Id } from '../../../mailcore/jmap/types.ts';
import { BODY_PROPERTIES, LIST_PROPERTIES, type EmailBody, type ListEmail } from '../../lib/jmap/email.ts';
import { JmapError } from '../../lib/jmap/failure.ts';
import type { MailStore } from '../../lib/jmap/mail-store.svelte.ts';
import { Composition, type CompositionEvents } from './composition.svelte.ts';
import type { DraftBackups } from './draft-backup.ts';
import { emailToDraft } from './draft-email.ts';
import type { ComposeIntent, DraftContent } from './intent.ts';
import { forwardDraft, newDraft, replyDraft, type OpeningWords } from './opening.ts';

/** Builds the draft of an intent, reading what it answers. Rejects with JmapError. */
export async function openComposition(
  store: MailStore,
  backups: DraftBackups,
  events: CompositionEvents,
  intent: ComposeIntent,
  words: OpeningWords,
): Promise<Composition> {
  const compose = (draft: DraftContent, storedId: Id | null = null) =>
    new Composition(store, backups, events, draft, storedId);
  const { list } = store.identities;
  const [identity] = list;
  if (!identity) throw new JmapError({ kind: 'set', id: 'identity', error: { type: 'forbiddenFrom' } });
  if (intent.kind === 'new') return compose(newDraft(intent, identity));
  if (intent.kind === 'restored') return compose(intent.draft, intent.storedId);
  const email = await readEmail(store, intent.emailId);
  switch (intent.kind) {
    case 'draft': {
      const author = email.from?.[0]?.email.toLowerCase();
      const own = list.find((one) => one.email.toLowerCase() === author) ?? identity;
      return compose(emailToDraft(email, email, own), email.id);
    }
    case 'forward':
      return compose(forwardDraft(email, email, list, words));
    default:
      return compose(replyDraft(intent.kind, email, email, list, words));
  }
}

type WholeEmail = ListEmail & EmailBody & { inReplyTo: string[] | null };

/** What an answer or a draft is made from, bodies included, in one request. */
async function readEmail({ client }: MailStore, emailId: Id): Promise<WholeEmail> {
  const { list } = await client.call('Email/get', {
    ids: [emailId],
    properties: [...new Set([...LIST_PROPERTIES, ...BODY_PROPERTIES, 'inReplyTo'])],
    fetchTextBodyValues: true,
  });
  const [email] = list;
  if (!email) throw new JmapError({ kind: 'set', id: emailId, error: { type: 'notFound' } });
  return email;
}
