import type { Uid } from '../../model/ids.ts';
import type { ImapSession } from '../session-state.ts';
import { formatDateTime } from '../wire/date-time.ts';

/** When these messages came into the selected mailbox; at most 1,000. RFC 8514 §4.3. */
export function readSaveDates(
  session: ImapSession,
  messages: readonly { readonly uid: Uid }[],
): Promise<ReadonlyMap<Uid, Date>> {
  const { mailbox } = session.view;
  return session.storeOf(mailbox).getSaveDates(
    mailbox.accountId,
    mailbox.id,
    messages.map(({ uid }) => uid),
  );
}

/** NIL for a message of before the store kept it. RFC 8514 §4.3. */
export function saveDateItem(at: Date | undefined): string {
  return `SAVEDATE ${at === undefined ? 'NIL' : formatDateTime(at.getTime())}`;
}
