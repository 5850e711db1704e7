import type { Mailbox } from '../../model/mailbox.ts';
import { decodeAppendText, isMessageLiteral } from '../append/append-pieces.ts';
import type { AppendText } from '../append/append-pieces.ts';
import { findAppendTarget } from '../append/append-target.ts';
import { receiveMessages } from '../append/receive-messages.ts';
import { ReceivedMessages } from '../append/received-messages.ts';
import { defineCommand, SIGNED_IN } from '../command.ts';
import { no, ok } from '../errors.ts';
import type { Reply } from '../errors.ts';
import type { ImapSession } from '../session-state.ts';
import { noTarget } from '../mailboxes/shared-namespace.ts';
import { formatSequenceSet } from '../wire/sequence-set.ts';

interface AppendRequest {
  readonly path: string;
  readonly first: AppendText;
}

export const append = defineCommand<AppendRequest>({
  name: 'APPEND',
  states: SIGNED_IN,
  rfc: 'RFC 9051 §6.3.12, RFC 3502, RFC 4315 §3, RFC 6855 §4, RFC 3516 §4.4, RFC 4469',
  // The mailbox name may be a literal too, then it comes first.
  streamsLiteral: (text) => text !== ' ' && isMessageLiteral(text),
  parse(decoder) {
    decoder.sp();
    const path = decoder.mailbox();
    return { path, first: decodeAppendText(decoder, null) };
  },
  async run(session, { path, first }) {
    const target = await findAppendTarget(session, path, first);
    if (target === null) return noTarget(path);
    await using messages = new ReceivedMessages(session.deps.blobs);
    // Awaited here: what was received is released when this returns.
    return (await receiveMessages(session, messages, first)) ?? (await store(session, target, messages));
  },
});

async function store(session: ImapSession, target: Mailbox, messages: ReceivedMessages): Promise<Reply> {
  const { imapMessageLimit } = session.deps.config.limits;
  // RFC 9738 §3.2
  if (imapMessageLimit > 0 && messages.count > imapMessageLimit)
    return no('Too many messages at once', `MESSAGELIMIT ${imapMessageLimit}`);
  const emails = await messages.takeEmails(target.id, session.deps.clock());
  const appended = await session.storeOf(target).appendEmails(target.accountId, emails);
  if (session.selected?.id === target.id) await session.refresh({ force: true });
  const places = appended.flatMap((email) => email.places);
  const uids = formatSequenceSet(places.map(({ uid }) => uid));
  return ok('Append completed', `APPENDUID ${places[0]?.uidValidity ?? target.uidValidity} ${uids}`);
}
