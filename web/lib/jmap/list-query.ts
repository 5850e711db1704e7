import type { EmailFilterCondition, Filter, Id } from '../../../mailcore/jmap/types.ts';
import { hasKeyword, isIn, type ListEmail } from './email.ts';

export type EmailFilter = Filter<EmailFilterCondition>;

/** What a list shows; conversations newest first. */
export interface ListQuery {
  readonly filter: EmailFilter;
  /** The one mailbox the list is a view of, if it is: what actions take emails out of. */
  readonly mailboxId: Id | null;
}

export function inMailbox(mailboxId: Id, also: EmailFilterCondition = {}): ListQuery {
  return { filter: { inMailbox: mailboxId, ...also }, mailboxId };
}

/** Emails that match everywhere but in the mailboxes of `except` (junk and trash, usually). */
export function search(condition: EmailFilterCondition, except: readonly Id[] = []): ListQuery {
  const filter = condition.inMailbox ? condition : { ...condition, inMailboxOtherThan: [...except] };
  return { filter, mailboxId: condition.inMailbox ?? null };
}

/** Equal for equal queries. */
export function queryKey({ filter }: ListQuery): string {
  return JSON.stringify(filter);
}

/**
 * Whether the email belongs to the list as far as mailboxes and keywords tell: what a pending change can alter. Other conditions hold
 * as the server judged them.
 */
export function mayMatch(filter: EmailFilter, email: Pick<ListEmail, 'mailboxIds' | 'keywords'>): boolean {
  if ('operator' in filter) {
    const { operator, conditions } = filter;
    if (operator === 'AND') return conditions.every((condition) => mayMatch(condition, email));
    return operator === 'NOT' || conditions.some((condition) => mayMatch(condition, email));
  }
  const {
    inMailbox: mailboxId,
    inMailboxOtherThan: others,
    hasKeyword: present,
    notKeyword: absent,
  } = filter;
  if (mailboxId !== undefined && !isIn(email, mailboxId)) return false;
  if (others !== undefined && Object.keys(email.mailboxIds).every((id) => others.includes(id))) return false;
  if (present !== undefined && !hasKeyword(email, present)) return false;
  return absent === undefined || !hasKeyword(email, absent);
}

/** Whether {@link mayMatch} is the whole truth, so that a row may be shown before the server lists it. */
export function isLocallyDecidable(filter: EmailFilter): boolean {
  return !('operator' in filter) && Object.keys(filter).every((name) => LOCAL_CONDITIONS.has(name));
}

const LOCAL_CONDITIONS = new Set(['inMailbox', 'inMailboxOtherThan', 'hasKeyword', 'notKeyword']);
