import { createTraceId } from '../../../delivery/trace-id.ts';
import type { BlobWriter } from '../../../store/blobs.ts';
import { badArguments, SmtpSyntaxError } from '../../wire/syntax-error.ts';
import { ChunkGatherer } from '../chunk-gatherer.ts';
import { command } from '../command.ts';
import { receiveBody, type ReceivedBody } from '../data.ts';
import { HeaderCompletion } from '../header-completion.ts';
import type { SmtpSession } from '../session-state.ts';
import type { Transaction } from '../transaction.ts';

/** RFC 5321 §4.1.1.4. */
export const data = command({
  name: 'DATA',
  states: ['mail'],
  parse(argument) {
    if (argument !== '') throw badArguments('DATA takes no argument');
  },
  async run(session) {
    const { transaction } = session;
    // RFC 5321 §3.3, RFC 2920 §3.1: every RCPT of a pipelined group may have failed.
    if (!transaction?.recipientCount) throw new SmtpSyntaxError(554, '5.5.1', 'no valid recipients');
    session.reply(354, '', 'end with <CRLF>.<CRLF>');
    await session.flush();
    try {
      await receiveMessage(session, transaction);
    } finally {
      session.transaction = null;
    }
  },
});

async function receiveMessage(session: SmtpSession, transaction: Transaction): Promise<void> {
  const { blobs, clock, delivery } = session.deps;
  const receivedAt = clock();
  const traceId = createTraceId(receivedAt);
  const { origin } = transaction;
  const message = { origin, envelope: transaction.envelope(), traceId, receivedAt };
  const writer = blobs.create();
  try {
    void writer.write(delivery.traceHeader(message));
    const { isComplete, fault } = await receiveInto(writer, session, message);
    if (!isComplete) session.end();
    if (fault) throw fault;
    if (!isComplete) return await writer.abort();
  } catch (error) {
    await writer.abort();
    throw error;
  }
  await delivery.accept({ ...message, blob: await writer.finish() });
  session.reply(250, '2.0.0', `queued as ${traceId}`);
}

/** Through the gatherer, and for submissions the completion of the header, into the blob. */
async function receiveInto(
  writer: BlobWriter,
  session: SmtpSession,
  { traceId, receivedAt }: { traceId: string; receivedAt: Date },
): Promise<ReceivedBody> {
  const { config, clock } = session.deps;
  const write = (chunk: Buffer) => writer.write(chunk);
  const completion =
    session.options.kind === 'submission'
      ? new HeaderCompletion(write, { date: receivedAt, messageId: `${traceId}@${config.hostname}` })
      : null;
  const gatherer = new ChunkGatherer(completion ? (chunk) => completion.write(chunk) : write);
  const result = await receiveBody(session.connection.reader, (chunk) => gatherer.write(chunk), {
    maxBytes: config.limits.maxMessageBytes,
    clock,
  });
  if (result.isComplete && !result.fault) {
    await gatherer.end();
    await completion?.end();
  }
  return result;
}
