import type { ImapSession } from '../session-state.ts';
import type { Positions } from '../view/view.ts';
import type { FetchOutcome } from './fetch-outcome.ts';
import { messageLabel } from './message-label.ts';
import type { FetchPlan } from './plan.ts';
import { rowRenderer } from './row-items.ts';
import { readStored } from './stored-items.ts';
import { batches, targetsOf } from './targets.ts';

/** Messages whose stored columns are read with one call. */
const MAX_BATCH = 1_000;
const CHUNK_LENGTH = 64 * 1024;

/** Answers a FETCH of stored columns (ENVELOPE, BODYSTRUCTURE, BODY) without their bytes. */
export async function fetchStored(
  session: ImapSession,
  positions: Positions,
  plan: FetchPlan,
): Promise<FetchOutcome> {
  const { view, connection } = session;
  const label = messageLabel(session);
  const render = rowRenderer(plan.rowItems);
  const gap = plan.rowItems.length > 0 ? ' ' : '';
  let outcome: FetchOutcome = 'complete';
  for (const batch of batches(positions, MAX_BATCH)) {
    const targets = targetsOf(view, batch);
    const stored = await readStored(session, targets, plan);
    if (stored.size < batch.length) outcome = 'expunged';
    let text = '';
    for (const { position, row, emailId } of targets) {
      const items = stored.get(emailId);
      if (items === undefined) continue;
      text += `* ${label(position)} (${render(view.rows, row)}${gap}${items.text})\r\n`;
      if (text.length < CHUNK_LENGTH) continue;
      const room = connection.write(text);
      text = '';
      if (room !== undefined) await room;
    }
    await connection.write(text);
    if (connection.signal.aborted) break;
  }
  return outcome;
}
