import { ok } from './errors.ts';
import type { Reply } from './errors.ts';
import type { ImapSession } from './session-state.ts';
import type { Positions } from './view/view.ts';

/** Messages that a command may work on. */
export interface Limited {
  readonly positions: Positions;
  /** The response code when some were left out: the lowest UID of those that were not. RFC 9738 §3.1. */
  readonly code: string | null;
}

/** The newest of these, as many as the operator lets one command work on. RFC 9738 §3.1. */
export function limitMessages(session: ImapSession, positions: Positions): Limited {
  const limit = session.deps.config.limits.imapMessageLimit;
  const count = positions.reduce((sum, { start, end }) => sum + end - start, 0);
  if (limit === 0 || count <= limit) return { positions, code: null };
  const newest = newestOf(positions, limit);
  const lowest = session.view.uidAt(newest[0]?.start as number);
  return { positions: newest, code: `MESSAGELIMIT ${limit} ${lowest}` };
}

/** As {@link limitMessages}, of single positions in ascending order; `refusal` is the code of a command that does all or nothing. */
export function limitFound(
  session: ImapSession,
  found: readonly number[],
): { found: readonly number[]; code: string | null; refusal: string } {
  const limit = session.deps.config.limits.imapMessageLimit;
  const refusal = `MESSAGELIMIT ${limit}`;
  if (limit === 0 || found.length <= limit) return { found, code: null, refusal };
  const newest = found.slice(-limit);
  return { found: newest, code: `${refusal} ${session.view.uidAt(newest[0] as number)}`, refusal };
}

/** Puts the code into the tagged reply; the code that stood there goes before it in a reply of its own. */
export function limitReply(session: ImapSession, { code }: Pick<Limited, 'code'>, reply: Reply): Reply {
  if (code === null || reply.status !== 'OK') return reply;
  if (reply.code !== null) void session.untagged(`OK [${reply.code}] ${reply.text}`);
  return ok(`${reply.text} for the newest only`, code);
}

function newestOf(positions: Positions, limit: number): Positions {
  const newest: { start: number; end: number }[] = [];
  let left = limit;
  for (const { start, end } of positions.toReversed()) {
    if (left === 0) break;
    const from = Math.max(start, end - left);
    newest.unshift({ start: from, end });
    left -= end - from;
  }
  return newest;
}
