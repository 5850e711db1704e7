import { findAppendTarget } from '../append/append-target.ts';
import { decodeAppendText, isMessageLiteral } from '../append/append-pieces.ts';
import type { AppendText } from '../append/append-pieces.ts';
import { discardRest, receiveMessages } from '../append/receive-messages.ts';
import { ReceivedMessages } from '../append/received-messages.ts';
import { defineCommand, SELECTED } from '../command.ts';
import type { Command } from '../command.ts';
import { bad, no, ok } from '../errors.ts';
import type { Reply } from '../errors.ts';
import type { Uid } from '../../model/ids.ts';
import type { Mailbox } from '../../model/mailbox.ts';
import type { NewEmail } from '../../store/email-store.ts';
import type { ImapSession } from '../session-state.ts';
import { noTarget } from '../mailboxes/shared-namespace.ts';
import type { Decoder } from '../wire/decoder.ts';

export const replace = replacing('REPLACE', 'RFC 8508 §3.3', false);
export const uidReplace = replacing('UID REPLACE', 'RFC 8508 §3.4', true);

interface ReplaceRequest {
  /** Sequence number or UID; null for `*`. */
  readonly number: number | null;
  readonly path: string;
  readonly first: AppendText;
}

function replacing(name: string, rfc: string, isUid: boolean): Command {
  return defineCommand<ReplaceRequest>({
    name,
    states: SELECTED,
    rfc,
    usesNumbers: !isUid,
    // The mailbox name may be a literal too, then it follows the number.
    streamsLiteral: (text) => !/^ [0-9*]+ $/.test(text) && isMessageLiteral(text),
    parse(decoder: Decoder) {
      decoder.sp();
      const number = decoder.tryText('*') ? null : decoder.nzNumber();
      decoder.sp();
      return { number, path: decoder.mailbox(), first: decodeAppendText(decoder, null) };
    },
    run: (session, request) => replaceMessage(session, request, isUid),
  });
}

async function replaceMessage(
  session: ImapSession,
  { number, path, first }: ReplaceRequest,
  isUid: boolean,
): Promise<Reply> {
  const uid = uidNamed(session, number, isUid);
  const refusal = uid === null ? noSuchMessage(isUid) : cannotReplace(session);
  if (uid === null || refusal !== null) {
    await discardRest(session, first);
    return refusal ?? noSuchMessage(isUid);
  }
  const target = await findAppendTarget(session, path, first);
  if (target === null) return noTarget(path);
  await using messages = new ReceivedMessages(session.deps.blobs);
  const failure = await receiveMessages(session, messages, first);
  if (failure !== null) return failure;
  // RFC 8508 §3.1: one message for one, MULTIAPPEND or not.
  if (messages.count !== 1) return bad('One message takes the place of one');
  const [email] = await messages.takeEmails(target.id, session.deps.clock());
  return await store(session, uid, target, email as NewEmail);
}

function noSuchMessage(isUid: boolean): Reply {
  return isUid ? no('There is no such message', 'NONEXISTENT') : bad('There is no such message');
}

function cannotReplace({ view }: ImapSession): Reply | null {
  return view.isReadOnly ? no('Mailbox is read-only', 'READ-ONLY') : null;
}

function uidNamed({ view }: ImapSession, number: number | null, isUid: boolean): Uid | null {
  if (view.exists === 0) return null;
  if (number === null) return view.uidAt(view.exists - 1);
  if (!isUid) return number <= view.exists ? view.uidAt(number - 1) : null;
  const isHere = view.resolveUids([{ from: number, to: number }]).length > 0;
  return isHere ? (number as Uid) : null;
}

async function store(session: ImapSession, uid: Uid, target: Mailbox, email: NewEmail): Promise<Reply> {
  const { mailbox } = session.view;
  if (target.accountId !== mailbox.accountId) return no('A message of another account stays', 'CANNOT');
  const replaced = { mailboxId: mailbox.id, uid };
  const appended = await session.storeOf(mailbox).replaceEmail(mailbox.accountId, replaced, email);
  const [place] = appended.places;
  // RFC 8508 §3.2: APPENDUID goes before the EXPUNGE, which is of this command.
  if (place !== undefined)
    void session.untagged(`OK [APPENDUID ${place.uidValidity} ${place.uid}] Replacement is stored`);
  await session.refresh({ force: true });
  return ok('Replace completed', session.highestModseq);
}
