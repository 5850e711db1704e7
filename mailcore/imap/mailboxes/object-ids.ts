/** OBJECTID: the ids that JMAP names the same things by, so that a client of both knows them again. RFC 8474 §4. */
import { formatId, parseId } from '../../jmap/ids.ts';
import type { EmailId, MailboxId, ThreadId } from '../../model/ids.ts';

/** The value of the STATUS item: `(m12)`. RFC 8474 §4.3 */
export function mailboxIdValue(id: MailboxId): string {
  return `(${formatId('m', id)})`;
}

/** The response code of CREATE and SELECT: `MAILBOXID (m12)`. RFC 8474 §4.1, §4.2 */
export function mailboxIdCode(id: MailboxId): string {
  return `MAILBOXID ${mailboxIdValue(id)}`;
}

/** FETCH item. An email keeps its id when it moves; a copy is another email. RFC 8474 §5.1 */
export function emailIdItem(id: number): string {
  return `EMAILID (${formatId('e', id as EmailId)})`;
}

/** FETCH item. RFC 8474 §5.2 */
export function threadIdItem(id: number): string {
  return `THREADID (${formatId('t', id as ThreadId)})`;
}

/** The number an id of SEARCH names; null for one that nothing has. RFC 8474 §5.3 */
export function objectNumber(kind: 'email' | 'thread', id: string): number | null {
  return kind === 'email' ? parseId('e', id) : parseId('t', id);
}
