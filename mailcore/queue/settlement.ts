import type { Logger } from 'pino';
import type { Limits } from '../config.ts';
import type { Blobs } from '../store/blobs.ts';
import type { QueuedRecipient, QueueEntry, QueueOutcome } from '../store/queue-store.ts';
import type { Store } from '../store/store.ts';
import { interrupted, type GroupResult } from './deliver-group.ts';
import { composeDsn } from './dsn-delivery.ts';
import { reportedRecipients, type JudgedRecipient } from './dsn-report.ts';
import { expiryOf, isDelayNoticeDue, nextAttemptAt } from './schedule.ts';

export interface SettlementContext {
  /** Reporting-MTA of DSNs. */
  readonly hostname: string;
  readonly limits: Pick<Limits, 'queueLifetimeDays' | 'queueDelayNoticeHours'>;
  readonly store: Store;
  readonly blobs: Blobs;
  readonly clock: () => Date;
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>;
}

/** Records an attempt, with the DSN that tells of it, in one transaction. A recipient without result was not come to. */
export async function settle(
  entry: QueueEntry,
  results: readonly GroupResult[],
  context: SettlementContext,
): Promise<void> {
  const { hostname, store, blobs, clock, limits, logger } = context;
  const now = clock();
  const byAddress = new Map(results.map((result) => [result.address, result]));
  const judged = entry.recipients.map((recipient) => {
    return judge(
      entry,
      recipient,
      byAddress.get(recipient.address) ?? interrupted(recipient.address),
      now,
      limits,
    );
  });
  const reported = reportedRecipients(judged.map(({ judgement }) => judgement));
  const expiresAt = expiryOf(entry.queuedAt, limits.queueLifetimeDays);
  const dsn = await composeDsn(entry, reported, { now, expiresAt }, { hostname, store, blobs });
  await store.settleQueue(
    entry.id,
    judged.map(({ outcome }) => outcome),
    dsn,
  );
  for (const { judgement } of judged) logOutcome(entry, judgement, logger);
}

function judge(
  entry: QueueEntry,
  recipient: QueuedRecipient,
  result: GroupResult,
  now: Date,
  limits: SettlementContext['limits'],
): { judgement: JudgedRecipient; outcome: QueueOutcome } {
  const { address } = recipient;
  const { queuedAt } = entry;
  const reply = result.host === null ? result.reply : `${result.host}: ${result.reply}`;
  const retryAt =
    result.result === 'deferred'
      ? nextAttemptAt({
          queuedAt,
          attempts: recipient.attempts + 1,
          now,
          lifetimeDays: limits.queueLifetimeDays,
        })
      : null;
  if (!retryAt) {
    const decision = result.result === 'delivered' ? 'delivered' : 'failed';
    return {
      judgement: { recipient, result, decision, isDelayNoticeDue: false },
      outcome: { address, result: decision, reply },
    };
  }
  const isOverdue = isDelayNoticeDue({ queuedAt, now, noticeHours: limits.queueDelayNoticeHours });
  const notify = isOverdue && !recipient.delayNotified;
  return {
    judgement: { recipient, result, decision: 'deferred', isDelayNoticeDue: notify },
    outcome: {
      address,
      result: 'deferred',
      reply,
      nextAttemptAt: retryAt,
      delayNotified: recipient.delayNotified || notify,
    },
  };
}

function logOutcome(
  entry: QueueEntry,
  judgement: JudgedRecipient,
  logger: SettlementContext['logger'],
): void {
  const { recipient, result, decision } = judgement;
  const { traceId, id: queueId } = entry;
  const fields = {
    traceId,
    queueId,
    to: recipient.address,
    host: result.host,
    reply: result.reply,
    decision,
  };
  logger.info(fields, 'delivery attempt');
}
