import type { MailboxId } from '../../model/ids.ts';
import { scanMessage } from '../../message/scan.ts';
import { PeerGone } from '../../net/connection.ts';
import type { Connection } from '../../net/connection.ts';
import type { Blobs, BlobWriter, PendingBlob } from '../../store/blobs.ts';
import type { NewEmail } from '../../store/email-store.ts';
import { parseFlags } from '../wire/flags.ts';
import type { AppendMessage } from './append-message.ts';
import { pendingBytes, storableBinary } from './binary-message.ts';

const MAX_CHUNK_BYTES = 64 * 1024;

interface Received {
  readonly message: AppendMessage;
  readonly blob: PendingBlob;
}

/** The messages of one APPEND on their way to the store. Disposing of it forgets what the store was not given. */
export class ReceivedMessages implements AsyncDisposable {
  readonly #blobs: Blobs;
  #received: Received[] = [];
  #sizeBytes = 0;

  constructor(blobs: Blobs) {
    this.#blobs = blobs;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** Streams the bytes of an announced literal into a body. Throws PeerGone when the stream ends within it. */
  async receive(connection: Connection, message: AppendMessage): Promise<void> {
    const writer = this.#blobs.create();
    try {
      await copyLiteral(connection, message.literal.sizeBytes, writer);
    } catch (error) {
      await writer.abort();
      throw error;
    }
    const blob = await writer.finish();
    const { isBinary, sizeBytes } = message.literal;
    this.#received.push({ message, blob: isBinary ? await storableBinary(this.#blobs, blob) : blob });
    this.#sizeBytes += sizeBytes;
  }

  /** Scans the bodies and hands them over: from here on they are the store's. */
  async takeEmails(mailboxId: MailboxId, now: Date): Promise<NewEmail[]> {
    const emails = await Promise.all(this.#received.map((received) => toEmail(received, mailboxId, now)));
    this.#received = [];
    return emails;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const left = this.#received;
    this.#received = [];
    await Promise.all(left.map(({ blob }) => this.#blobs.abandon(blob)));
  }
}

/** When the body cannot be written the rest of the literal is read all the same: the next command stands behind it. */
async function copyLiteral({ reader }: Connection, sizeBytes: number, writer: BlobWriter): Promise<void> {
  let failure: unknown = null;
  for (let left = sizeBytes; left > 0;) {
    const chunk = reader.take(Math.min(left, MAX_CHUNK_BYTES));
    if (chunk.length === 0) {
      if (!(await reader.fill('end'))) throw new PeerGone('within a literal');
      continue;
    }
    left -= chunk.length;
    if (failure !== null) continue;
    try {
      await writer.write(chunk);
    } catch (error) {
      failure = error;
    }
  }
  if (failure !== null) throw failure;
}

async function toEmail({ message, blob }: Received, mailboxId: MailboxId, now: Date): Promise<NewEmail> {
  const flags = parseFlags(message.flagNames);
  if (typeof flags === 'string') throw new Error(`flags were judged before: ${flags}`);
  const { deleted, ...keywords } = flags;
  const content = scanMessage(await pendingBytes(blob));
  return {
    blob,
    content,
    mailboxIds: [mailboxId],
    keywords,
    isDeleted: deleted,
    receivedAt: message.receivedAt ?? now,
  };
}
