import { MailError, WireError } from '../../errors.ts';
import type { Mailbox } from '../../model/mailbox.ts';
import { placeOf } from '../../store/access/mailbox-access.ts';
import { CommandRefused } from '../command-reader.ts';
import { defineCommand, SIGNED_IN } from '../command.ts';
import { bad, no, ok } from '../errors.ts';
import type { Reply } from '../errors.ts';
import { ReceivedMessages } from '../append/received-messages.ts';
import { decodeAppendMessage } from '../append/append-message.ts';
import type { AppendMessage } from '../append/append-message.ts';
import type { ImapSession } from '../session-state.ts';
import { Decoder } from '../wire/decoder.ts';
import { parseFlags } from '../wire/flags.ts';
import { literalAtEnd } from '../wire/literal.ts';
import { formatSequenceSet } from '../wire/sequence-set.ts';

interface AppendRequest {
  readonly path: string;
  readonly first: AppendMessage;
}

export const append = defineCommand<AppendRequest>({
  name: 'APPEND',
  states: SIGNED_IN,
  rfc: 'RFC 9051 §6.3.12, RFC 3502, RFC 4315 §3, RFC 6855 §4, RFC 3516 §4.4',
  // The mailbox name may be a literal too, then it comes first.
  streamsLiteral: (text) => text !== ' ',
  parse(decoder) {
    decoder.sp();
    const path = decoder.mailbox();
    return { path, first: decodeAppendMessage(decoder) };
  },
  async run(session, { path, first }) {
    const target = await findTarget(session, path, first);
    if (target === null) return no('Mailbox does not exist', 'TRYCREATE');
    await using messages = new ReceivedMessages(session.deps.blobs);
    // Awaited here: what was received is released when this returns.
    return (await receiveAll(session, messages, first)) ?? (await store(session, target, messages));
  },
});

/** Null when there is no such mailbox. Whatever goes wrong, the message that is on its way is passed over. */
async function findTarget(
  session: ImapSession,
  path: string,
  { literal }: AppendMessage,
): Promise<Mailbox | null> {
  let target: Mailbox | null = null;
  try {
    const found = await session.findMailbox(path);
    if (found !== null) await session.access.require(placeOf(found), 'i');
    target = found;
    return target;
  } finally {
    if (target === null) await session.reader.discard(literal);
  }
}

/** Takes one message after the other; returns the reply that refuses the command, or null when all are here. */
async function receiveAll(
  session: ImapSession,
  messages: ReceivedMessages,
  first: AppendMessage,
): Promise<Reply | null> {
  let next: AppendMessage | null = first;
  while (next !== null) {
    const refusal = judge(session, messages, next);
    if (refusal !== null) {
      await session.reader.discard(next.literal);
      return refusal;
    }
    if (next.literal.isSynchronising) void session.continuation('Ready for literal data');
    await receive(session, messages, next);
    next = await readTail(session, next);
  }
  return null;
}

/** After a body that could not be kept, the rest of the command is passed over. */
async function receive(
  session: ImapSession,
  messages: ReceivedMessages,
  message: AppendMessage,
): Promise<void> {
  try {
    await messages.receive(session.connection, message);
  } catch (error) {
    if (error instanceof MailError) await session.reader.read(() => bad('Unexpected literal'));
    throw error;
  }
}

/** Judged before the bytes are accepted. */
function judge(
  session: ImapSession,
  messages: ReceivedMessages,
  { literal, flagNames, isUtf8 }: AppendMessage,
): Reply | null {
  const { maxMessageBytes } = session.deps.config.limits;
  const sizeBytes = messages.sizeBytes + literal.sizeBytes;
  if (sizeBytes > maxMessageBytes) return no(`Messages are limited to ${maxMessageBytes} bytes`, 'TOOBIG');
  if (isUtf8 && !session.isUtf8) return bad('UTF8=ACCEPT is not enabled');
  const flags = parseFlags(flagNames);
  return typeof flags === 'string' ? no('Flag cannot be kept', 'CANNOT') : null;
}

/** What follows a message: nothing, or the next one of MULTIAPPEND. RFC 3502 §6.3.11. */
async function readTail(session: ImapSession, { isUtf8 }: AppendMessage): Promise<AppendMessage | null> {
  const tail = await session.reader.read((text) =>
    text.startsWith(isUtf8 ? ') ' : ' ') ? 'leave' : bad('Unexpected literal'),
  );
  if (tail === null) throw new WireError('Connection ended within a message', { fatal: true });
  const decoder = new Decoder(tail, session);
  try {
    if (isUtf8 && !decoder.tryText(')')) throw new WireError('Expected end of UTF8 data');
    if (decoder.isAtEnd) return null;
    const next = decodeAppendMessage(decoder);
    decoder.end();
    return next;
  } catch (error) {
    const left = literalAtEnd(tail);
    if (!(error instanceof WireError) || left === null) throw error;
    await session.reader.discard(left);
    throw new CommandRefused(session.tag, bad(error.message));
  }
}

async function store(session: ImapSession, target: Mailbox, messages: ReceivedMessages): Promise<Reply> {
  const emails = await messages.takeEmails(target.id, session.deps.clock());
  const appended = await session.storeOf(target).appendEmails(target.accountId, emails);
  if (session.selected?.id === target.id) await session.refresh({ force: true });
  const places = appended.flatMap((email) => email.places);
  const uids = formatSequenceSet(places.map(({ uid }) => uid));
  return ok('Append completed', `APPENDUID ${places[0]?.uidValidity ?? target.uidValidity} ${uids}`);
}
