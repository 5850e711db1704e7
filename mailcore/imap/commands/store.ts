import { WireError } from '../../errors.ts';
import type { ModSeq, Uid } from '../../model/ids.ts';
import { hasRight, type Rights } from '../../model/rights.ts';
import { defineCommand, SELECTED } from '../command.ts';
import type { Command } from '../command.ts';
import { no, ok } from '../errors.ts';
import { reportFlags } from '../view/flag-report.ts';
import type { Reply } from '../errors.ts';
import { limitMessages, limitReply } from '../message-limit.ts';
import type { ImapSession } from '../session-state.ts';
import { SilentStore } from '../view/silent-store.ts';
import type { FlagChange } from '../../store/email-store.ts';
import type { Positions } from '../view/view.ts';
import type { Decoder } from '../wire/decoder.ts';
import { parseFlags } from '../wire/flags.ts';
import { formatSequenceSet } from '../wire/sequence-set.ts';
import type { SequenceSet } from '../wire/sequence-set.ts';

export const store = storing('STORE', 'RFC 9051 §6.4.6, RFC 7162 §3.1.3', false);
export const uidStore = storing('UID STORE', 'RFC 9051 §6.4.9, RFC 7162 §3.1.3', true);

interface StoreRequest {
  readonly set: SequenceSet;
  readonly unchangedSince: ModSeq | null;
  readonly mode: FlagChange['mode'];
  readonly isSilent: boolean;
  readonly flagNames: readonly string[];
}

function storing(name: string, rfc: string, isUid: boolean): Command {
  return defineCommand({
    name,
    states: SELECTED,
    rfc,
    updates: isUid ? 'all' : 'noExpunge',
    usesNumbers: !isUid,
    mayTakeLong: true,
    parse: decodeStore,
    run: (session, request) => storeFlags(session, request, isUid),
  });
}

function decodeStore(decoder: Decoder): StoreRequest {
  decoder.sp();
  const set = decoder.sequenceSet();
  decoder.sp();
  const unchangedSince = decodeModifiers(decoder);
  const mode = decoder.tryText('+') ? 'add' : decoder.tryText('-') ? 'remove' : 'replace';
  const item = decoder.keyword();
  if (item !== 'FLAGS' && item !== 'FLAGS.SILENT') throw new WireError('Unknown STORE item');
  decoder.sp();
  return { set, unchangedSince, mode, isSilent: item === 'FLAGS.SILENT', flagNames: decodeFlags(decoder) };
}

/** RFC 7162 §3.1.3: "(" "UNCHANGEDSINCE" SP mod-sequence-valzer ")" SP */
function decodeModifiers(decoder: Decoder): ModSeq | null {
  if (decoder.peek() !== '(') return null;
  if (!decoder.tryText('(UNCHANGEDSINCE ')) throw new WireError('Unknown STORE modifier');
  const value = decoder.modSequence() as ModSeq;
  if (!decoder.tryText(') ')) throw new WireError('Expected end of modifiers');
  return value;
}

/** flag-list / (flag *(SP flag)) */
function decodeFlags(decoder: Decoder): string[] {
  if (decoder.peek() === '(') return decoder.flagList();
  const flags = [decoder.flag()];
  while (decoder.trySp()) flags.push(decoder.flag());
  return flags;
}

async function storeFlags(session: ImapSession, request: StoreRequest, isUid: boolean): Promise<Reply> {
  const { view } = session;
  if (view.isReadOnly) return no('Mailbox is read-only', 'READ-ONLY');
  const flags = parseFlags(request.flagNames);
  if (typeof flags === 'string')
    return no('Flag cannot be kept', flags === 'tooManyKeywords' ? 'LIMIT' : 'CANNOT');
  const named = isUid ? view.resolveUids(request.set) : view.resolveSequence(request.set);
  const limited = limitMessages(session, named);
  const { positions } = limited;
  if (request.unchangedSince !== null) session.enableCondstore();
  const { deleted, ...keywords } = flags;
  const change: FlagChange = { mode: request.mode, keywords, deleted };
  const silent = request.isSilent && mayStoreAll(view.rights) ? new SilentStore(view, change) : null;
  const options = request.unchangedSince === null ? {} : { unchangedSince: request.unchangedSince };
  const uids = view.uidsOf(positions);
  const { modified } = await session
    .storeOf(view.mailbox)
    .storeFlags(view.mailbox.accountId, view.mailbox.id, uids, change, options);
  await session.refresh({ force: true });
  await reportFlags(session, { positions, modified: new Set(modified), silent, isUid });
  return limitReply(session, limited, outcome(session, modified, positions, isUid));
}

/** Whoever may change some flags only cannot work out what became of a message: they are told, asked or not. RFC 4314 §4 (STORE). */
function mayStoreAll(rights: Rights): boolean {
  return hasRight(rights, 's') && hasRight(rights, 'w') && hasRight(rights, 't');
}

/** RFC 7162 §3.1.3: the messages that failed the UNCHANGEDSINCE test, numbered as the command did. */
function outcome(
  session: ImapSession,
  modified: readonly Uid[],
  positions: Positions,
  isUid: boolean,
): Reply {
  if (modified.length > 0) {
    const numbers = isUid ? modified : sequenceNumbers(session, modified);
    return ok('Conditional STORE failed for some', `MODIFIED ${formatSequenceSet(numbers)}`);
  }
  const isSomeGone = positions.some(({ start, end }) => {
    for (let position = start; position < end; position++) if (session.view.rowAt(position) < 0) return true;
    return false;
  });
  return ok('Store completed', isSomeGone ? 'EXPUNGEISSUED' : null);
}

function sequenceNumbers(session: ImapSession, uids: readonly Uid[]): number[] {
  const ranges = session.view.positionsOf(uids);
  return ranges.flatMap(({ start, end }) =>
    Array.from({ length: end - start }, (_, index) => start + index + 1),
  );
}
