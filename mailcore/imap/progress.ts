import type { ImapSession } from './session-state.ts';
import { encodeString } from './wire/encoder.ts';

/** RFC 9585 §3: often enough for a client that gives up on silence, seldom enough for one on a slow line. */
const INTERVAL_MS = 10_000;

/** Does the work of a command; while it goes on, the client is told that it does. RFC 9585 §4. */
export async function tellingProgress<Result>(
  session: ImapSession,
  work: () => Promise<Result> | Result,
): Promise<Result> {
  const code = `INPROGRESS (${encodeString(session.tag)} NIL NIL)`;
  const timer = setInterval(
    () => void session.untagged(`OK [${code}] Still at it`),
    session.deps.progressIntervalMs ?? INTERVAL_MS,
  );
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
