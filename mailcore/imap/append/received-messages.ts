import type { KeywordSet } from '../../model/keyword.ts';
import type { MailboxId } from '../../model/ids.ts';
import { scanMessage } from '../../message/scan.ts';
import { PeerGone } from '../../net/connection.ts';
import type { Connection } from '../../net/connection.ts';
import type { Blobs, BlobWriter, PendingBlob } from '../../store/blobs.ts';
import type { NewEmail } from '../../store/email-store.ts';
import type { BodyStream } from '../fetch/stored-bytes.ts';
import type { LiteralHeader } from '../wire/literal.ts';
import { pendingBytes, storableBinary } from './binary-message.ts';

const MAX_CHUNK_BYTES = 64 * 1024;

/** What is said of a message besides its bytes. */
export interface MessageFacts {
  readonly keywords: KeywordSet;
  readonly isDeleted: boolean;
  /** Null = now. */
  readonly receivedAt: Date | null;
}

interface OpenMessage {
  readonly facts: MessageFacts;
  readonly writer: BlobWriter;
  isBinary: boolean;
}

/** The messages of one APPEND on their way to the store. Disposing of it forgets what the store was not given. */
export class ReceivedMessages implements AsyncDisposable {
  readonly #blobs: Blobs;
  #received: { readonly facts: MessageFacts; readonly blob: PendingBlob }[] = [];
  #open: OpenMessage | null = null;
  #sizeBytes = 0;

  constructor(blobs: Blobs) {
    this.#blobs = blobs;
  }

  /** Of all messages together. */
  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** Messages that are here whole. */
  get count(): number {
    return this.#received.length;
  }

  begin(facts: MessageFacts): void {
    this.#open = { facts, writer: this.#blobs.create(), isBinary: false };
  }

  /** Streams the bytes of an announced literal into the message begun. Throws PeerGone when the stream ends within it. */
  async addLiteral(connection: Connection, { sizeBytes, isBinary }: LiteralHeader): Promise<void> {
    const message = this.#begun();
    message.isBinary ||= isBinary;
    this.#sizeBytes += sizeBytes;
    await copyLiteral(connection, sizeBytes, message.writer);
  }

  /** Adds bytes that are stored already. */
  async addStored(bytes: Buffer | BodyStream): Promise<void> {
    const { writer } = this.#begun();
    this.#sizeBytes += 'chunks' in bytes ? bytes.sizeBytes : bytes.length;
    if (!('chunks' in bytes)) await writer.write(bytes);
    else for await (const chunk of bytes.chunks) await writer.write(chunk);
  }

  /** The message begun is complete. */
  async finish(): Promise<void> {
    const { facts, writer, isBinary } = this.#begun();
    this.#open = null;
    const blob = await writer.finish();
    this.#received.push({ facts, blob: isBinary ? await storableBinary(this.#blobs, blob) : blob });
  }

  /** Scans the bodies and hands them over: from here on they are the store's. */
  async takeEmails(mailboxId: MailboxId, now: Date): Promise<NewEmail[]> {
    const emails = this.#received.map(async ({ facts, blob }) => ({
      ...facts,
      blob,
      content: scanMessage(await pendingBytes(blob)),
      mailboxIds: [mailboxId],
      receivedAt: facts.receivedAt ?? now,
    }));
    const taken = await Promise.all(emails);
    this.#received = [];
    return taken;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const left = this.#received;
    const open = this.#open;
    this.#received = [];
    this.#open = null;
    await open?.writer.abort();
    await Promise.all(left.map(({ blob }) => this.#blobs.abandon(blob)));
  }

  #begun(): OpenMessage {
    if (this.#open === null) throw new Error('no message begun');
    return this.#open;
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
