import type { EmailAddress, Id } from '../../../mailcore/jmap/types.ts';
import { hasKeyword, KEYWORD, shortName, type ListEmail } from './email.ts';

/** One row of a list: a conversation, told by its emails that the list is about. */
export interface ConversationRow {
  readonly threadId: Id;
  /** The email the server's list names: the newest one that matches. */
  readonly email: ListEmail;
  /** All shown emails of the conversation, oldest first. */
  readonly emails: readonly ListEmail[];
  readonly isUnread: boolean;
  readonly isStarred: boolean;
  readonly isAnswered: boolean;
  readonly hasDraft: boolean;
  readonly hasAttachment: boolean;
  /** In order of appearance, each once. */
  readonly senders: readonly EmailAddress[];
}

export function conversationRow(email: ListEmail, emails: readonly ListEmail[]): ConversationRow {
  const some = (keyword: string) => emails.some((one) => hasKeyword(one, keyword));
  return {
    threadId: email.threadId,
    email,
    emails,
    isUnread: emails.some((one) => !hasKeyword(one, KEYWORD.seen)),
    isStarred: some(KEYWORD.flagged),
    isAnswered: hasKeyword(email, KEYWORD.answered),
    hasDraft: some(KEYWORD.draft),
    hasAttachment: emails.some((one) => one.hasAttachment),
    senders: distinctSenders(emails),
  };
}

function distinctSenders(emails: readonly ListEmail[]): EmailAddress[] {
  const senders = emails.flatMap((email) => email.from?.[0] ?? []);
  return [
    ...new Map(senders.map((sender) => [sender.email.toLowerCase() || shortName(sender), sender])).values(),
  ];
}
