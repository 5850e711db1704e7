import type { Email, EmailAddress, Id } from '../../../mailcore/jmap/types.ts';

/** What lists and conversation headers show; kept for every email of every loaded row. */
export const LIST_PROPERTIES = [
  'id',
  'blobId',
  'threadId',
  'mailboxIds',
  'keywords',
  'size',
  'receivedAt',
  'sentAt',
  'from',
  'to',
  'cc',
  'bcc',
  'replyTo',
  'messageId',
  'references',
  'subject',
  'hasAttachment',
  'preview',
] as const satisfies (keyof Email)[];
export type ListEmail = Pick<Email, (typeof LIST_PROPERTIES)[number]>;

/** The properties that can change after creation. RFC 8621 §4.1.1. */
export const MUTABLE_PROPERTIES = ['id', 'mailboxIds', 'keywords'] as const satisfies (keyof Email)[];
export type MutableEmail = Pick<Email, (typeof MUTABLE_PROPERTIES)[number]>;

export const BODY_PROPERTIES = [
  'id',
  'bodyValues',
  'textBody',
  'htmlBody',
  'attachments',
] as const satisfies (keyof Email)[];
export type EmailBody = Pick<Email, (typeof BODY_PROPERTIES)[number]>;

/** The keywords with a meaning for everybody. RFC 8621 §4.1.1, RFC 5788. */
export const KEYWORD = {
  seen: '$seen',
  flagged: '$flagged',
  answered: '$answered',
  forwarded: '$forwarded',
  draft: '$draft',
  junk: '$junk',
  notJunk: '$notjunk',
} as const;

export function hasKeyword(email: Pick<Email, 'keywords'>, keyword: string): boolean {
  return keyword in email.keywords;
}

export function isIn(email: Pick<Email, 'mailboxIds'>, mailboxId: Id): boolean {
  return mailboxId in email.mailboxIds;
}

/** How people are named in a narrow place: the display name, else the part before the at sign. */
export function shortName({ name, email }: EmailAddress): string {
  return name?.trim() || email.split('@')[0] || email;
}
