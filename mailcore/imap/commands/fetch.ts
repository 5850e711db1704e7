import { WireError } from '../../errors.ts';
import type { ModSeq } from '../../model/ids.ts';
import { defineCommand, SELECTED } from '../command.ts';
import type { Command } from '../command.ts';
import { ok } from '../errors.ts';
import type { Reply } from '../errors.ts';
import { fetchBodies } from '../fetch/fetch-bodies.ts';
import { fetchRows } from '../fetch/fetch-rows.ts';
import { fetchStored } from '../fetch/fetch-stored.ts';
import { isRowsOnly, planFetch } from '../fetch/plan.ts';
import type { ImapSession } from '../session-state.ts';
import type { MailboxView, Positions } from '../view.ts';
import type { Decoder } from '../wire/decoder.ts';
import { decodeFetchAttributes } from '../wire/fetch-attributes.ts';
import type { FetchAttribute } from '../wire/fetch-attributes.ts';
import type { SequenceSet } from '../wire/sequence-set.ts';

export const fetch = fetching('FETCH', 'RFC 9051 §6.4.5, RFC 7162 §3.1.4', false);
export const uidFetch = fetching('UID FETCH', 'RFC 9051 §6.4.9, RFC 7162 §3.1.4', true);

interface FetchRequest {
  readonly set: SequenceSet;
  readonly attributes: readonly FetchAttribute[];
  readonly changedSince: ModSeq | null;
}

function fetching(name: string, rfc: string, isUid: boolean): Command {
  return defineCommand({
    name,
    states: SELECTED,
    rfc,
    updates: isUid ? 'all' : 'noExpunge',
    parse: decodeFetch,
    run: (session, request) => fetchMessages(session, request, isUid),
  });
}

function decodeFetch(decoder: Decoder): FetchRequest {
  decoder.sp();
  const set = decoder.sequenceSet();
  decoder.sp();
  const attributes = decodeFetchAttributes(decoder);
  return { set, attributes, changedSince: decoder.trySp() ? decodeChangedSince(decoder) : null };
}

function decodeChangedSince(decoder: Decoder): ModSeq {
  if (!decoder.tryText('(CHANGEDSINCE ')) throw new WireError('Unknown FETCH modifier');
  const value = decoder.modSequence() as ModSeq;
  if (!decoder.tryText(')')) throw new WireError('Expected end of modifiers');
  return value;
}

async function fetchMessages(session: ImapSession, request: FetchRequest, isUid: boolean): Promise<Reply> {
  const { view } = session;
  const { attributes, changedSince } = request;
  const wanted = isUid ? view.resolveUids(request.set) : view.resolveSequence(request.set);
  // RFC 7162 §3.1: asking for MODSEQ or with CHANGEDSINCE enables CONDSTORE; §3.1.4.1: CHANGEDSINCE asks for MODSEQ.
  const withModseq = changedSince !== null;
  if (withModseq || attributes.some(({ kind }) => kind === 'modseq')) session.enabled.add('CONDSTORE');
  const plan = planFetch(attributes, { isUid, withModseq });
  const positions = changedSince === null ? wanted : changedAfter(view, wanted, changedSince);
  const run = isRowsOnly(plan) ? fetchRows : plan.sections.length > 0 ? fetchBodies : fetchStored;
  void session.connection.write(view.takeNewKeywords());
  const isComplete = await run(session, positions, plan);
  // RFC 2180 §4.1, RFC 5530 §3: what another session expunged is passed over.
  return ok('Fetch completed', isComplete ? null : 'EXPUNGEISSUED');
}

function changedAfter(view: MailboxView, positions: Positions, modseq: ModSeq): Positions {
  const { modseqs } = view.rows;
  const changed: { start: number; end: number }[] = [];
  for (const { start, end } of positions) {
    for (let position = start; position < end; position++) {
      const row = view.rowAt(position);
      if (row >= 0 && (modseqs[row] as number) > modseq) changed.push({ start: position, end: position + 1 });
    }
  }
  return changed;
}
