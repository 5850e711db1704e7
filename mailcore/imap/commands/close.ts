import { MailError } from '../../errors.ts';
import { hasRight, NO_RIGHTS, type Rights } from '../../model/rights.ts';
import { placeOf } from '../../store/access/mailbox-access.ts';
import { defineCommand, noArguments, SELECTED } from '../command.ts';
import { ok } from '../errors.ts';
import type { ImapSession } from '../session-state.ts';

/** None when the mailbox is gone, or out of reach. */
async function rightsNow({ access, view }: ImapSession): Promise<Rights> {
  try {
    return await access.rightsOf(placeOf(view.mailbox));
  } catch (error) {
    if (error instanceof MailError && error.code === 'mailboxNotFound') return NO_RIGHTS;
    throw error;
  }
}

/** Expunges without telling: the client leaves. RFC 9051 §6.4.1. */
export const close = defineCommand({
  name: 'CLOSE',
  states: SELECTED,
  rfc: 'RFC 9051 §6.4.1',
  updates: 'none',
  parse: noArguments,
  async run(session) {
    const { isReadOnly, mailbox } = session.view;
    // RFC 4314 §4: without the right to expunge it just closes.
    const mayExpunge = !isReadOnly && hasRight(await rightsNow(session), 'e');
    if (mayExpunge) await session.storeOf(mailbox).expunge(mailbox.accountId, mailbox.id, null);
    session.selection.leave();
    return ok('Mailbox closed');
  },
});
