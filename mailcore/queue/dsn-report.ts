import type { QueuedRecipient } from '../store/queue-store.ts';
import type { GroupResult } from './deliver-group.ts';

/** What a DSN says of a recipient. RFC 3464 §2.3.3. */
export type DsnAction = 'failed' | 'delayed' | 'relayed';

export interface ReportedRecipient {
  readonly address: string;
  /** RFC 3461 ORCPT as given. */
  readonly orcpt: string | null;
  readonly action: DsnAction;
  /** The peer's reply or our own reason, one printable line. */
  readonly reply: string;
  /** The host that replied; null for our own judgement. */
  readonly host: string | null;
}

/** A recipient after an attempt, with what was decided on it. */
export interface JudgedRecipient {
  readonly recipient: QueuedRecipient;
  readonly result: GroupResult;
  /** `failed` also when a deferred one ran out of time. */
  readonly decision: 'delivered' | 'failed' | 'deferred';
  /** The sender has not heard yet that it waits, and the time for that has come. */
  readonly isDelayNoticeDue: boolean;
}

/** The recipients the sender is to hear of, as NOTIFY asks; without it, of failure and delay. RFC 3461 §4.1, §5.2. */
export function reportedRecipients(judged: readonly JudgedRecipient[]): ReportedRecipient[] {
  return judged.flatMap((entry) => {
    const action = actionOf(entry);
    if (!action) return [];
    const { recipient, result } = entry;
    const { address, orcpt = null } = recipient;
    return [{ address, orcpt, action, reply: result.reply, host: result.host }];
  });
}

function actionOf({ recipient, result, decision, isDelayNoticeDue }: JudgedRecipient): DsnAction | null {
  const { notify } = recipient;
  const wants = (event: 'FAILURE' | 'DELAY') => notify === undefined || notify.includes(event);
  if (decision === 'failed') return wants('FAILURE') ? 'failed' : null;
  if (decision === 'deferred') return isDelayNoticeDue && wants('DELAY') ? 'delayed' : null;
  // A peer that speaks DSN took over the duty to tell. RFC 3461 §5.2.2.
  return result.isRelayedWithoutDsn && notify?.includes('SUCCESS') ? 'relayed' : null;
}
