import type { Email, EmailAddress, EmailBodyPart, Id, Identity } from '../../../mailcore/jmap/types.ts';
import type { EmailBody, ListEmail } from '../../lib/jmap/email.ts';
import { KEYWORD } from '../../lib/jmap/email.ts';
import { isValidAddress } from './address-input.ts';
import type { DraftContent, StoredAttachment } from './intent.ts';
import { normaliseLines } from './quote.ts';

const TEXT_PART = 'text';

/** The Email object that stores a draft. RFC 8621 §4.6. */
export function draftToEmail(draft: DraftContent, identity: Identity, draftsId: Id): Partial<Email> {
  return {
    mailboxIds: { [draftsId]: true },
    keywords: { [KEYWORD.draft]: true, [KEYWORD.seen]: true },
    messageId: [draft.messageId],
    inReplyTo: draft.inReplyTo && [...draft.inReplyTo],
    references: draft.references && [...draft.references],
    from: [{ name: identity.name || null, email: identity.email }],
    replyTo: identity.replyTo,
    to: orNull(draft.to),
    cc: orNull(draft.cc),
    bcc: orNull(draft.bcc),
    subject: draft.subject,
    bodyValues: { [TEXT_PART]: { value: draft.text, isEncodingProblem: false, isTruncated: false } },
    textBody: [{ partId: TEXT_PART, type: 'text/plain' } as EmailBodyPart],
    attachments: draft.attachments.map(
      ({ blobId, name, type }) => ({ blobId, name, type, disposition: 'attachment' }) as EmailBodyPart,
    ),
  };
}

/** A stored draft, to write on. */
export function emailToDraft(
  email: ListEmail & Pick<Email, 'inReplyTo'>,
  body: EmailBody,
  identity: Identity,
): DraftContent {
  return {
    identityId: identity.id,
    to: email.to ?? [],
    cc: email.cc ?? [],
    bcc: email.bcc ?? [],
    subject: email.subject ?? '',
    // A message ends its last line; the text in the form does not.
    text: (plainText(body) ?? '').replace(/\n$/, ''),
    attachments: storedAttachments(body),
    messageId: email.messageId?.[0] ?? newMessageId(identity.email),
    inReplyTo: email.inReplyTo,
    references: email.references,
    answered: null,
  };
}

/** The text parts one after another; null when the email has HTML only. */
export function plainText({ textBody, bodyValues }: EmailBody): string | null {
  const parts = textBody.filter(({ type }) => type === 'text/plain');
  if (parts.length === 0) return null;
  return normaliseLines(parts.map(({ partId }) => bodyValues[partId ?? '']?.value ?? '').join('\n'));
}

export function storedAttachments({ attachments }: EmailBody): StoredAttachment[] {
  return attachments.flatMap(({ blobId, name, type, size }) =>
    blobId === null ? [] : { blobId, name: name ?? '', type, sizeBytes: size },
  );
}

/** Unique without telling anything of the writer's machine. RFC 5322 §3.6.4. */
export function newMessageId(address: string): string {
  return `${crypto.randomUUID()}@${address.slice(address.lastIndexOf('@') + 1)}`;
}

/** Whether the user has put in nothing that is worth keeping. */
export function isEmptyDraft(draft: DraftContent, untouchedText: string): boolean {
  const lists = [draft.to, draft.cc, draft.bcc, draft.attachments];
  return (
    draft.subject.trim() === '' &&
    draft.text.trim() === untouchedText.trim() &&
    lists.every(({ length }) => length === 0)
  );
}

/** What is no address yet cannot stand in a header; an empty list is no header at all. */
function orNull(addresses: readonly EmailAddress[]): EmailAddress[] | null {
  const valid = addresses.filter(({ email }) => isValidAddress(email));
  return valid.length > 0 ? valid : null;
}
