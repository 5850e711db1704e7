import { MailError } from '../../errors.ts';
import { IdleTimeout, type ByteReader } from '../../net/connection.ts';
import { DotUnstuffer } from './dot-unstuffer.ts';

/** A CR or LF that is not half of a CRLF, or a NUL. One scan in compiled code is faster than looking at each byte. */
const FORBIDDEN = /\r(?!\n)|(?<!\r)\n|\0/;

/** A peer that sends a byte now and then is never idle, and yet its message has to end. */
const MAX_MESSAGE_MS = 60 * 60_000;

export interface ReceivedBody {
  /** False when the peer went before the end mark. */
  readonly isComplete: boolean;
  /** Why the message cannot be taken, though it was received to its end. */
  readonly fault: MailError | null;
}

/**
 * Receives a message up to its end mark, handing its bytes to `write` chunk by chunk and waiting where `write` asks to.
 * From the first fault on the rest is read and dropped, so that the next command works. Rejects with IdleTimeout, also when
 * the message takes longer than an hour.
 * RFC 5321 §4.1.1.4.
 */
export async function receiveBody(
  reader: ByteReader,
  write: (chunk: Buffer) => Promise<void> | undefined,
  { maxBytes, clock }: { maxBytes: number; clock: () => Date },
): Promise<ReceivedBody> {
  const endsAt = clock().getTime() + MAX_MESSAGE_MS;
  const unstuffer = new DotUnstuffer();
  let fault: MailError | null = null;
  let sizeBytes = 0;
  for (;;) {
    const bytes = reader.peek();
    const { pieces, consumedBytes, isOver } = unstuffer.push(bytes);
    reader.take(consumedBytes);
    for (const piece of pieces) sizeBytes += piece.length;
    fault ??= sizeBytes > maxBytes ? tooLarge(maxBytes) : findForbidden(bytes, consumedBytes);
    if (!fault && pieces.length > 0) fault = await tryWrite(write, pieces);
    if (isOver) return { isComplete: true, fault };
    // A transaction that is on its way may end in a drain.
    if (!(await reader.fill('end'))) return { isComplete: false, fault };
    if (clock().getTime() > endsAt) throw new IdleTimeout();
  }
}

/** One write a chunk: a body full of dots must not fall apart into a million slices. */
async function tryWrite(
  write: (chunk: Buffer) => Promise<void> | undefined,
  pieces: readonly Buffer[],
): Promise<MailError | null> {
  const [first, ...more] = pieces;
  if (!first) return null;
  try {
    await write(more.length === 0 ? first : Buffer.concat(pieces));
    return null;
  } catch (error) {
    if (error instanceof MailError) return error;
    throw error;
  }
}

/** Consumption never stops inside a CRLF, so each stretch can be judged alone. */
function findForbidden(bytes: Buffer, consumedBytes: number): MailError | null {
  const found = FORBIDDEN.exec(bytes.toString('latin1', 0, consumedBytes))?.[0];
  if (found === undefined) return null;
  if (found === '\0') return new MailError('invalidMessage', 'message contains a NUL');
  // SMTP smuggling: what one server takes for a line end and another does not. RFC 5321 §2.3.8.
  return new MailError('invalidMessage', 'message has a bare CR or LF, lines must end in CRLF', {
    detail: { enhancedStatus: '5.6.11' },
  });
}

function tooLarge(maxSizeBytes: number): MailError {
  return new MailError('messageTooLarge', `message is larger than ${maxSizeBytes} bytes`, {
    detail: { maxSizeBytes },
  });
}
