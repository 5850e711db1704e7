import type { Email, EmailAddress, Identity } from '../../../mailcore/jmap/types.ts';
import type { EmailBody, ListEmail } from '../../lib/jmap/email.ts';
import { newMessageId, plainText, storedAttachments } from './draft-email.ts';
import { htmlToText } from './html-text.ts';
import type { ComposeIntent, DraftContent } from './intent.ts';
import { forwardSubject, quote, replySubject, signatureBlock } from './quote.ts';
import { replyAllRecipients, replyIdentity, replyRecipients } from './recipients.ts';

/** The words that a new text begins with, in the language of the interface. */
export interface OpeningWords {
  /** `On 24 November 2026, Aoi wrote:` */
  attribution(email: ListEmail): string;
  /** The header lines over a forwarded text. */
  forwardedHeader(email: ListEmail): string;
}

/** The draft that a user who asked to write something new begins with. */
export function newDraft(intent: Extract<ComposeIntent, { kind: 'new' }>, identity: Identity): DraftContent {
  return {
    ...blankDraft(identity),
    to: intent.to ?? [],
    cc: intent.cc ?? [],
    bcc: [...(identity.bcc ?? []), ...(intent.bcc ?? [])],
    subject: intent.subject ?? '',
    text: (intent.text ?? '') + signatureBlock(identity.textSignature),
  };
}

/** An answer to one or all: recipients, subject, thread, and the quoted text below the place to write. RFC 5322 §3.6.4. */
export function replyDraft(
  kind: 'reply' | 'replyAll',
  email: ListEmail,
  body: EmailBody,
  identities: readonly Identity[],
  words: OpeningWords,
): DraftContent {
  const own = new Set(identities.map((identity) => identity.email.toLowerCase()));
  const isOwn = (address: string) => own.has(address.toLowerCase());
  const identity = replyIdentity(email, identities) ?? identities[0]!;
  const { to, cc } = kind === 'reply' ? replyRecipients(email, isOwn) : replyAllRecipients(email, isOwn);
  return {
    ...blankDraft(identity),
    to,
    cc,
    bcc: identity.bcc ?? [],
    subject: replySubject(email.subject),
    text: `${signatureBlock(identity.textSignature)}\n\n${words.attribution(email)}\n${quote(quotable(body))}\n`,
    inReplyTo: email.messageId,
    references: referencesOf(email),
    answered: { emailId: email.id, keyword: '$answered' },
  };
}

/** The email passed on: its text below a header, its files by their blobs, nothing uploaded again. */
export function forwardDraft(
  email: ListEmail,
  body: EmailBody,
  identities: readonly Identity[],
  words: OpeningWords,
): DraftContent {
  const identity = replyIdentity(email, identities) ?? identities[0]!;
  return {
    ...blankDraft(identity),
    bcc: identity.bcc ?? [],
    subject: forwardSubject(email.subject),
    text: `${signatureBlock(identity.textSignature)}\n\n${words.forwardedHeader(email)}\n\n${quotable(body)}\n`,
    attachments: storedAttachments(body),
    references: referencesOf(email),
    answered: { emailId: email.id, keyword: '$forwarded' },
  };
}

/** `name <address>, name <address>` as header lines show it. */
export function namesAndAddresses(addresses: readonly EmailAddress[] | null): string {
  return (addresses ?? []).map(({ name, email }) => (name ? `${name} <${email}>` : email)).join(', ');
}

function blankDraft(identity: Identity): DraftContent {
  return {
    identityId: identity.id,
    to: [],
    cc: [],
    bcc: [],
    subject: '',
    text: '',
    attachments: [],
    messageId: newMessageId(identity.email),
    inReplyTo: null,
    references: null,
    answered: null,
  };
}

function quotable(body: EmailBody): string {
  const plain = plainText(body);
  if (plain !== null) return plain.trimEnd();
  const [part] = body.textBody;
  return htmlToText(body.bodyValues[part?.partId ?? '']?.value ?? '');
}

/** RFC 5322 §3.6.4: the parent's references and its own id. */
function referencesOf({ references, messageId }: Pick<Email, 'references' | 'messageId'>): string[] | null {
  const all = [...(references ?? []), ...(messageId ?? [])];
  return all.length > 0 ? all : null;
}
