import type { Mailbox } from '../../model/mailbox.ts';
import { placeOf } from '../../store/access/mailbox-access.ts';
import type { ImapSession } from '../session-state.ts';
import { discardRest } from './receive-messages.ts';
import type { AppendText } from './append-pieces.ts';

/** The mailbox a message is for; null when there is none. Whatever goes wrong, the message that is on its way is passed over. */
export async function findAppendTarget(
  session: ImapSession,
  path: string,
  first: AppendText,
): Promise<Mailbox | null> {
  let target: Mailbox | null = null;
  try {
    const found = await session.findMailbox(path);
    if (found !== null) await session.access.require(placeOf(found), 'i');
    target = found;
    return target;
  } finally {
    if (target === null) await discardRest(session, first);
  }
}
