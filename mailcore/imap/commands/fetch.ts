import { WireError } from '../../errors.ts';
import type { ModSeq } from '../../model/ids.ts';
import { defineCommand, SELECTED } from '../command.ts';
import type { Command } from '../command.ts';
import { bad } from '../errors.ts';
import type { Reply } from '../errors.ts';
import { changedSince as changedPositions } from '../view/changed-positions.ts';
import { fetchBodies } from '../fetch/fetch-bodies.ts';
import { fetchReply } from '../fetch/fetch-outcome.ts';
import { fetchRows } from '../fetch/fetch-rows.ts';
import { fetchStored } from '../fetch/fetch-stored.ts';
import { partOf } from '../fetch/partial-positions.ts';
import { isRowsOnly, planFetch } from '../fetch/plan.ts';
import { limitMessages, limitReply } from '../message-limit.ts';
import { vanishedSince } from '../view/resync.ts';
import type { ImapSession } from '../session-state.ts';
import type { Decoder } from '../wire/decoder.ts';
import { decodePartialRange } from '../wire/partial-range.ts';
import type { PartialRange } from '../wire/partial-range.ts';
import { decodeFetchAttributes } from '../wire/fetch-attributes.ts';
import type { FetchAttribute } from '../wire/fetch-attributes.ts';
import type { SequenceSet } from '../wire/sequence-set.ts';

export const fetch = fetching('FETCH', 'RFC 9051 §6.4.5, RFC 7162 §3.1.4, RFC 3516, RFC 8970', false);
export const uidFetch = fetching(
  'UID FETCH',
  'RFC 9051 §6.4.9, RFC 7162 §3.1.4, §3.2.6, RFC 9394 §3.3',
  true,
);

interface FetchRequest {
  readonly set: SequenceSet;
  readonly attributes: readonly FetchAttribute[];
  readonly modifiers: FetchModifiers;
}

interface FetchModifiers {
  readonly changedSince: ModSeq | null;
  /** Also the UIDs that vanished since. RFC 7162 §3.2.6. */
  readonly withVanished: boolean;
  /** Only these of the messages named. RFC 9394 §3.3. */
  readonly partial: PartialRange | null;
}

function fetching(name: string, rfc: string, isUid: boolean): Command {
  return defineCommand({
    name,
    states: SELECTED,
    rfc,
    updates: isUid ? 'all' : 'noExpunge',
    usesNumbers: !isUid,
    parse: (decoder) => decodeFetch(decoder, isUid),
    run: (session, request) => fetchMessages(session, request, isUid),
  });
}

function decodeFetch(decoder: Decoder, isUid: boolean): FetchRequest {
  decoder.sp();
  const set = decoder.sequenceSet();
  decoder.sp();
  const attributes = decodeFetchAttributes(decoder);
  const modifiers = decoder.trySp() ? decodeModifiers(decoder) : NO_MODIFIERS;
  // RFC 7162 §3.2.6: with UID FETCH and CHANGEDSINCE only.
  if (modifiers.withVanished && (!isUid || modifiers.changedSince === null))
    throw new WireError('VANISHED needs UID FETCH and CHANGEDSINCE');
  if (modifiers.partial !== null && !isUid) throw new WireError('PARTIAL needs UID FETCH');
  return { set, attributes, modifiers };
}

const NO_MODIFIERS: FetchModifiers = { changedSince: null, withVanished: false, partial: null };

/** fetch-modifiers = "(" fetch-modifier *(SP fetch-modifier) ")". RFC 4466 §2.4. */
function decodeModifiers(decoder: Decoder): FetchModifiers {
  let modifiers = NO_MODIFIERS;
  const names = decoder.list(() => {
    const name = decoder.keyword();
    if (name === 'CHANGEDSINCE') {
      decoder.sp();
      modifiers = { ...modifiers, changedSince: decoder.modSequence() as ModSeq };
    } else if (name === 'VANISHED') modifiers = { ...modifiers, withVanished: true };
    else if (name === 'PARTIAL') {
      decoder.sp();
      modifiers = { ...modifiers, partial: decodePartialRange(decoder) };
    } else throw new WireError('Unknown FETCH modifier');
    return name;
  });
  if (names.length === 0) throw new WireError('Expected a FETCH modifier');
  return modifiers;
}

async function fetchMessages(session: ImapSession, request: FetchRequest, isUid: boolean): Promise<Reply> {
  const { view } = session;
  const { attributes } = request;
  const { changedSince, withVanished, partial } = request.modifiers;
  if (withVanished && !session.enabled.hasQresync) return bad('QRESYNC is not enabled');
  const named = isUid ? view.resolveUids(request.set) : view.resolveSequence(request.set);
  // RFC 9394 §3.4: the range is taken before CHANGEDSINCE.
  const wanted = partial === null ? named : partOf(named, partial);
  // RFC 7162 §3.1: asking for MODSEQ or with CHANGEDSINCE enables CONDSTORE; §3.1.4.1: CHANGEDSINCE asks for MODSEQ.
  const withModseq = changedSince !== null;
  if (withModseq || attributes.some(({ kind }) => kind === 'modseq')) session.enableCondstore();
  const plan = planFetch(attributes, { isUid: isUid && !session.enabled.isUidOnly, withModseq });
  const chosen = changedSince === null ? wanted : changedPositions(view, wanted, changedSince);
  const limited = limitMessages(session, chosen);
  const run = isRowsOnly(plan) ? fetchRows : plan.sections.length > 0 ? fetchBodies : fetchStored;
  void session.connection.write(view.takeNewKeywords());
  if (withVanished && changedSince !== null)
    await session.connection.write(await vanishedSince(session, changedSince, request.set));
  return limitReply(session, limited, fetchReply(await run(session, limited.positions, plan)));
}
