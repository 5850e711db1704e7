import { MailError, WireError } from '../../errors.ts';
import { CommandRefused } from '../command-reader.ts';
import { bad, no } from '../errors.ts';
import type { Reply } from '../errors.ts';
import type { ImapSession } from '../session-state.ts';
import { Decoder } from '../wire/decoder.ts';
import { parseFlags } from '../wire/flags.ts';
import { literalAtEnd } from '../wire/literal.ts';
import type { LiteralHeader } from '../wire/literal.ts';
import { decodeAppendText, isMessageLiteral } from './append-pieces.ts';
import type { AppendForm, AppendPiece, AppendText } from './append-pieces.ts';
import { readOwnUrl } from './own-url.ts';
import type { ReceivedMessages } from './received-messages.ts';

/** Takes the messages of an APPEND, piece by piece; returns the reply that refuses the command, or null when all are here. */
export async function receiveMessages(
  session: ImapSession,
  messages: ReceivedMessages,
  first: AppendText,
): Promise<Reply | null> {
  let text = first;
  for (;;) {
    for (const piece of text.pieces) {
      const refusal = await takePiece(session, messages, piece, text);
      if (refusal === null) continue;
      await discardRest(session, text);
      return refusal;
    }
    if (text.open === null) return null;
    text = await readText(session, text.open);
  }
}

/** Passes over the literal that ends a text, and what follows it. */
export async function discardRest({ reader }: ImapSession, { pieces }: AppendText): Promise<void> {
  const last = pieces.at(-1);
  if (last?.kind === 'literal') await reader.discard(last.literal);
}

async function takePiece(
  session: ImapSession,
  messages: ReceivedMessages,
  piece: AppendPiece,
  text: AppendText,
): Promise<Reply | null> {
  switch (piece.kind) {
    case 'message':
      return beginMessage(session, messages, piece);
    case 'literal':
      return takeLiteral(session, messages, piece.literal);
    case 'url':
      return takeUrl(session, messages, piece.url, text);
    case 'endOfMessage':
      await messages.finish();
      return null;
  }
}

function beginMessage(
  session: ImapSession,
  messages: ReceivedMessages,
  message: AppendPiece & { kind: 'message' },
): Reply | null {
  if (message.form === 'utf8' && !session.enabled.isUtf8) return bad('UTF8=ACCEPT is not enabled');
  const flags = parseFlags(message.flagNames);
  if (typeof flags === 'string') return no('Flag cannot be kept', 'CANNOT');
  const { deleted, ...keywords } = flags;
  messages.begin({ keywords, isDeleted: deleted, receivedAt: message.receivedAt });
  return null;
}

/** Judged before a byte is accepted. */
async function takeLiteral(
  session: ImapSession,
  messages: ReceivedMessages,
  literal: LiteralHeader,
): Promise<Reply | null> {
  const refusal = tooBig(session, messages, literal.sizeBytes);
  if (refusal !== null) return refusal;
  if (literal.isSynchronising) void session.continuation('Ready for literal data');
  try {
    await messages.addLiteral(session.connection, literal);
  } catch (error) {
    // After a body that could not be kept, the rest of the command is passed over.
    if (error instanceof MailError) await session.reader.read(() => bad('Unexpected literal'));
    throw error;
  }
  return null;
}

/** RFC 4469 §4: what cannot be found is named, and nothing is appended. */
async function takeUrl(
  session: ImapSession,
  messages: ReceivedMessages,
  url: string,
  text: AppendText,
): Promise<Reply | null> {
  try {
    const bytes = await readOwnUrl(session, url);
    if (bytes === null) return no('A URL names nothing that is here', `BADURL "${printable(url)}"`);
    const refusal = tooBig(session, messages, 'chunks' in bytes ? bytes.sizeBytes : bytes.length);
    if (refusal === null) await messages.addStored(bytes);
    return refusal;
  } catch (error) {
    if (error instanceof MailError) await discardRest(session, text);
    throw error;
  }
}

function tooBig(session: ImapSession, messages: ReceivedMessages, sizeBytes: number): Reply | null {
  const { maxMessageBytes } = session.deps.config.limits;
  if (messages.sizeBytes + sizeBytes <= maxMessageBytes) return null;
  return no(`Messages are limited to ${maxMessageBytes} bytes`, 'TOOBIG');
}

/** What a response code can carry: no "]". RFC 9051 §9 (resp-text-code). */
function printable(url: string): string {
  return url.replace(/[^\x20-\x7e]|["\\\]]/g, '?');
}

/** The text after a literal: the rest of its message, and others. RFC 3502 §6.3.11. */
async function readText(session: ImapSession, open: AppendForm): Promise<AppendText> {
  const mayGoOn = open === 'utf8' ? ')' : ' ';
  const tail = await session.reader.read((soFar, { index }) => {
    if (!soFar.startsWith(mayGoOn) && !(open === 'catenate' && soFar.startsWith(')')))
      return bad('Unexpected literal');
    return isMessageLiteral(soFar.slice(0, index)) ? 'leave' : 'accept';
  });
  if (tail === null) throw new WireError('Connection ended within a message', { fatal: true });
  try {
    return decodeAppendText(new Decoder(tail, session.enabled), open);
  } catch (error) {
    const left = literalAtEnd(tail);
    if (!(error instanceof WireError) || left === null) throw error;
    await session.reader.discard(left);
    throw new CommandRefused(session.tag, bad(error.message));
  }
}
