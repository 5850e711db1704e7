import { no, ok } from '../errors.ts';
import type { Reply } from '../errors.ts';

/** How a FETCH went, best first. The worst of its messages counts. */
const OUTCOMES = ['complete', 'expunged', 'unknownEncoding', 'unavailable'] as const;

export type FetchOutcome = (typeof OUTCOMES)[number];

export function worse(a: FetchOutcome, b: FetchOutcome): FetchOutcome {
  return OUTCOMES.indexOf(a) > OUTCOMES.indexOf(b) ? a : b;
}

/** The tagged reply. Untagged responses for all that could be read have gone out before it. */
export function fetchReply(outcome: FetchOutcome): Reply {
  switch (outcome) {
    case 'complete':
      return ok('Fetch completed');
    case 'expunged':
      // RFC 2180 §4.1, RFC 5530 §3: what another session expunged is passed over.
      return ok('Fetch completed', 'EXPUNGEISSUED');
    case 'unknownEncoding':
      // RFC 3516 §4.3
      return no('A part has an encoding that cannot be decoded', 'UNKNOWN-CTE');
    case 'unavailable':
      // RFC 5530 §3. NIL or an empty literal would be taken, and kept, for the message.
      return no('Some messages cannot be read now', 'UNAVAILABLE');
  }
}
