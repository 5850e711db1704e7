import { WireError } from '../../errors.ts';
import type { ModSeq, UidValidity } from '../../model/ids.ts';
import type { Decoder } from './decoder.ts';
import type { SequenceSet } from './sequence-set.ts';

/** What a client says it knew of a mailbox when it left. RFC 7162 §3.2.5. */
export interface Resync {
  readonly uidValidity: UidValidity;
  readonly since: ModSeq;
  /** UIDs it has; null = all there can be. */
  readonly knownUids: SequenceSet | null;
  readonly samples: SequenceSamples | null;
}

/** Sequence numbers and the UIDs they had, in pairs: seq-match-data. RFC 7162 §3.2.5.2. */
export interface SequenceSamples {
  readonly sequence: SequenceSet;
  readonly uids: SequenceSet;
}

/** "(" uidvalidity SP mod-sequence-value [SP known-uids] [SP seq-match-data] ")", after QRESYNC. RFC 7162 §7. */
export function decodeResync(decoder: Decoder): Resync {
  decoder.sp();
  if (!decoder.tryText('(')) throw new WireError('Expected QRESYNC parameters');
  const uidValidity = decoder.nzNumber() as UidValidity;
  decoder.sp();
  const since = decoder.modSequence() as ModSeq;
  if (since === 0) throw new WireError('Expected a mod-sequence above zero');
  let knownUids: SequenceSet | null = null;
  let samples: SequenceSamples | null = null;
  let hasSpace = decoder.trySp();
  if (hasSpace && decoder.peek() !== '(') {
    knownUids = definite(decoder.sequenceSet());
    hasSpace = decoder.trySp();
  }
  if (hasSpace) samples = decodeSamples(decoder);
  if (!decoder.tryText(')')) throw new WireError('Expected end of QRESYNC parameters');
  return { uidValidity, since, knownUids, samples };
}

function decodeSamples(decoder: Decoder): SequenceSamples {
  if (!decoder.tryText('(')) throw new WireError('Expected sequence match data');
  const sequence = definite(decoder.numberSet());
  decoder.sp();
  const uids = definite(decoder.sequenceSet());
  if (!decoder.tryText(')')) throw new WireError('Expected end of sequence match data');
  return { sequence, uids };
}

/** RFC 7162 §7: "*" is not allowed, for it would mean something else to each side. */
function definite(set: SequenceSet): SequenceSet {
  if (set.some(({ to }) => to === Infinity)) throw new WireError('Set with * cannot be compared');
  return set;
}
