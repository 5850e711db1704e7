import type { ModSeq } from '../../model/ids.ts';
import { changedSince } from './changed-positions.ts';
import { fetchRows } from '../fetch/fetch-rows.ts';
import { planFetch } from '../fetch/plan.ts';
import type { ImapSession } from '../session-state.ts';
import type { MailboxView } from './view.ts';
import type { Resync, SequenceSamples } from '../wire/resync.ts';
import { intersectRanges, normaliseRanges, rangesOf } from '../wire/sequence-set.ts';
import type { SequenceRange, SequenceSet } from '../wire/sequence-set.ts';
import { formatVanished } from '../wire/vanished.ts';

/** Answers SELECT (QRESYNC …): which UIDs vanished, then the flags of what changed, both since the client left. RFC 7162 §3.2.5.1. */
export async function sendResync(session: ImapSession, resync: Resync): Promise<void> {
  const { view } = session;
  // RFC 7162 §3.2.5: of another UIDVALIDITY the client knows nothing; RFC 7162 §3.2.5.1: known UIDs default to all.
  if (resync.uidValidity !== view.mailbox.uidValidity || view.lastUid === 0) return;
  const { since, samples } = resync;
  const known = resync.knownUids ?? [{ from: 1, to: view.lastUid }];
  await session.connection.write(await vanishedSince(session, since, known, samples));
  const plan = planFetch([{ kind: 'flags' }], { isUid: !session.enabled.isUidOnly, withModseq: true });
  await fetchRows(session, changedSince(view, view.resolveUids(known), since), plan);
}

/**
 * VANISHED (EARLIER) responses for the UIDs of `wanted` that left the mailbox after `since`; "" for none. Of messages the client
 * still holds it is told by an expunge of now. RFC 7162 §3.2.6.
 */
export async function vanishedSince(
  session: ImapSession,
  since: ModSeq,
  wanted: SequenceSet,
  samples: SequenceSamples | null = null,
): Promise<string> {
  const { view } = session;
  const { accountId, id } = view.mailbox;
  const vanished = await session.storeOf(view.mailbox).getVanishedUids(accountId, id, since);
  const among = normaliseRanges(wanted, view.lastUid);
  // RFC 7162 §3.2.5.2: when the store no longer remembers, it is everything that is not there.
  const candidates =
    vanished === null
      ? intersectRanges(among, [doubtful(view, samples)])
      : intersectRanges(among, rangesOf(vanished));
  return formatVanished(view.absentUids(candidates), { isEarlier: true });
}

/** RFC 7162 §3.2.5.2: up to the last sample that is still right, nothing was expunged that the client does not know of. */
function doubtful(view: MailboxView, samples: SequenceSamples | null): SequenceRange {
  let from = 1;
  for (const [sequence, uid] of samples === null ? [] : pairs(samples)) {
    if (sequence > view.exists || view.uidAt(sequence - 1) !== uid) break;
    from = uid + 1;
  }
  return { from, to: Math.max(from, view.lastUid) };
}

/** The n-th number of one set with the n-th of the other. */
function* pairs({ sequence, uids }: SequenceSamples): Iterable<[sequence: number, uid: number]> {
  const others = numbersOf(uids);
  for (const number of numbersOf(sequence)) {
    const other = others.next();
    if (other.done === true) return;
    yield [number, other.value];
  }
}

function* numbersOf(set: SequenceSet): Generator<number, void> {
  for (const { from, to } of set) for (let number = from; number <= to; number++) yield number;
}
