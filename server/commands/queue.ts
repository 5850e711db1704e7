import { MailError, type QueueEntry, type QueueId } from '../../mailcore/index.ts';
import type { CliCommand } from './command.ts';

function queueId(text: string): QueueId {
  if (!/^\d{1,15}$/.test(text)) throw new MailError('queueEntryNotFound', `${text} is no queue number`);
  return Number(text) as QueueId;
}

function describe({ id, traceId, envelope, sizeBytes, queuedAt, recipients }: QueueEntry): string[] {
  return [
    `${id} ${traceId} ${queuedAt.toISOString()} ${sizeBytes} bytes from <${envelope.reversePath}>`,
    ...recipients.map(
      ({ address, attempts, nextAttemptAt, lastReply }) =>
        `    ${address}: ${attempts} attempts, next ${nextAttemptAt.toISOString()}${lastReply ? `, ${lastReply}` : ''}`,
    ),
  ];
}

export const queueCommands: readonly CliCommand[] = [
  {
    name: 'queue list',
    usage: 'queue list',
    summary: 'mail on its way out',
    operands: [0, 0],
    async run(context) {
      const entries = await (await context.mailcore()).store.listQueue({ limit: 10_000 });
      const data = entries.map(({ id, traceId, envelope, sizeBytes, queuedAt, recipients }) => ({
        id,
        traceId,
        from: envelope.reversePath,
        sizeBytes,
        queuedAt,
        recipients,
      }));
      context.print(data, entries.length === 0 ? 'the queue is empty' : entries.flatMap(describe));
    },
  },
  {
    name: 'queue retry',
    usage: 'queue retry NUMBER',
    summary: 'try it now',
    operands: [1, 1],
    async run(context, [id]) {
      await (await context.mailcore()).store.retryQueue(queueId(id!));
      context.print({ id }, `${id} is due now`);
    },
  },
  {
    name: 'queue cancel',
    usage: 'queue cancel NUMBER',
    summary: 'drop it without telling anyone',
    operands: [1, 1],
    async run(context, [id]) {
      await (await context.mailcore()).store.cancelQueue(queueId(id!));
      context.print({ id }, `${id} cancelled`);
    },
  },
];
