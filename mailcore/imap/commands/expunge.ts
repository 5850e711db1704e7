import { defineCommand, noArguments, SELECTED } from '../command.ts';
import { no, ok } from '../errors.ts';
import type { Reply } from '../errors.ts';
import { limitMessages, limitReply } from '../message-limit.ts';
import type { ImapSession } from '../session-state.ts';
import type { Uid } from '../../model/ids.ts';
import type { Decoder } from '../wire/decoder.ts';

export const expunge = defineCommand({
  name: 'EXPUNGE',
  states: SELECTED,
  rfc: 'RFC 9051 §6.4.3, RFC 7162 §3.2.7',
  mayTakeLong: true,
  parse: noArguments,
  run: (session) => removeDeleted(session, null),
});

export const uidExpunge = defineCommand({
  name: 'UID EXPUNGE',
  states: SELECTED,
  rfc: 'RFC 4315 §2.1, RFC 7162 §3.2.9',
  mayTakeLong: true,
  parse(decoder: Decoder) {
    decoder.sp();
    return decoder.sequenceSet();
  },
  async run(session, set) {
    const { view } = session;
    const limited = limitMessages(session, view.resolveUids(set));
    return limitReply(session, limited, await removeDeleted(session, view.uidsOf(limited.positions)));
  },
});

/** The EXPUNGE responses are the updates that follow. */
async function removeDeleted(session: ImapSession, uids: readonly Uid[] | null): Promise<Reply> {
  const { mailbox, isReadOnly } = session.view;
  if (isReadOnly) return no('Mailbox is read-only', 'READ-ONLY');
  const removed = await session.storeOf(mailbox).expunge(mailbox.accountId, mailbox.id, uids);
  await session.refresh({ force: true });
  return ok('Expunge completed', removed.uids.length > 0 ? session.highestModseq : null);
}
