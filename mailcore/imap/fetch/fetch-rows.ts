import type { ImapSession } from '../session-state.ts';
import type { Positions } from '../view/view.ts';
import type { FetchOutcome } from './fetch-outcome.ts';
import { messageLabel } from './message-label.ts';
import type { FetchPlan } from './plan.ts';
import { rowRenderer } from './row-items.ts';

const CHUNK_LENGTH = 64 * 1024;

/** Answers from the mailbox columns alone: nothing is awaited but the peer. */
export async function fetchRows(
  session: ImapSession,
  positions: Positions,
  plan: FetchPlan,
): Promise<FetchOutcome> {
  const { view, connection } = session;
  const { rows } = view;
  const label = messageLabel(session);
  const render = rowRenderer(plan.rowItems);
  let outcome: FetchOutcome = 'complete';
  let text = '';
  for (const { start, end } of positions) {
    for (let position = start; position < end; position++) {
      const row = view.rowAt(position);
      if (row < 0) outcome = 'expunged';
      else text += `* ${label(position)} (${render(rows, row)})\r\n`;
      if (text.length < CHUNK_LENGTH) continue;
      const room = connection.write(text);
      text = '';
      if (room !== undefined) await room;
    }
  }
  if (text !== '') await connection.write(text);
  return outcome;
}
