import type { StoreEvent } from '../../model/change.ts';
import { MailError } from '../../errors.ts';
import type { AccountId } from '../../model/ids.ts';
import type { NewBody } from '../sql/bodies.ts';
import type { Channel } from './channel.ts';
import type { OperationArgs, OperationName, OperationResult } from '../sql/operations.ts';
import type { LockRequest } from './maildrop-locks.ts';
import { memoryBytes, packRequests, type ReplyBatch, type Request, unpackError } from './protocol.ts';
import type { Writer } from '../sql/writer.ts';

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: MailError) => void;
}

/** A batch this long leaves at once, so that the writer starts on it while the next one forms. */
const MAX_BATCH_REQUESTS = 16;
/** Bounds a batch in bytes of bodies, and so a message between processes. */
const MAX_BATCH_BYTES = 32 * 1024 * 1024;

/** The writer of another thread or process. Calls made in one turn of the event loop travel together. */
export class RemoteWriter implements Writer {
  readonly #channel: Channel;
  readonly #publish: (events: readonly StoreEvent[]) => void;
  readonly #waiting = new Map<number, Waiting>();
  #outgoing: Request[] = [];
  #lastId = 0;
  #isClosed = false;
  #onIdle: (() => void) | null = null;

  constructor(channel: Channel, publish: (events: readonly StoreEvent[]) => void) {
    this.#channel = channel;
    this.#publish = publish;
    channel.onMessage((message) => this.#receive(message as ReplyBatch));
    channel.onClose(() => this.#fail());
  }

  call<Name extends OperationName>(
    name: Name,
    args: OperationArgs<Name>,
    bodies: readonly NewBody[] = [],
  ): Promise<OperationResult<Name>> {
    return this.#request(name, args, bodies) as Promise<OperationResult<Name>>;
  }

  /** Answered by the owner at once, beside the groups of the writer. */
  askForLock(request: LockRequest, accountId: AccountId): Promise<boolean> {
    return this.#request(request, [accountId], []) as Promise<boolean>;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#waiting.size > 0) await new Promise<void>((resolve) => (this.#onIdle = resolve));
    this.#channel.close();
  }

  #request(name: string, args: readonly unknown[], bodies: readonly NewBody[]): Promise<unknown> {
    if (this.#isClosed) return Promise.reject(gone());
    return new Promise((resolve, reject) => {
      const id = ++this.#lastId;
      this.#waiting.set(id, { resolve, reject });
      const count = this.#outgoing.push({ id, name, args, bodies });
      if (count === 1) setImmediate(() => this.#flush());
      else if (count === MAX_BATCH_REQUESTS) this.#flush();
    });
  }

  #flush(): void {
    const requests = this.#outgoing;
    if (requests.length === 0) return;
    this.#outgoing = [];
    for (const batch of batchesOf(requests)) this.#send(batch);
  }

  /** Arguments that cannot travel are the caller's mistake: they must not take the others down. */
  #send(requests: readonly Request[]): void {
    try {
      const batch = packRequests(requests);
      this.#channel.send(batch, [batch.bytes.buffer as ArrayBuffer]);
    } catch (cause) {
      const [only] = requests;
      if (requests.length > 1) for (const request of requests) this.#send([request]);
      else if (only) this.#take(only.id)?.reject(new MailError('invalidArgument', 'Not storable', { cause }));
    }
  }

  #receive({ replies, events, isClosed }: ReplyBatch): void {
    for (const reply of replies) {
      const waiting = this.#take(reply.id);
      if ('result' in reply) waiting?.resolve(reply.result);
      else waiting?.reject(unpackError(reply.error));
    }
    if (events.length > 0) this.#publish(events);
    if (isClosed) this.#fail();
  }

  #take(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (this.#waiting.size === 0) this.#onIdle?.();
    return waiting;
  }

  #fail(): void {
    this.#isClosed = true;
    for (const id of [...this.#waiting.keys()]) this.#take(id)?.reject(gone());
  }
}

function batchesOf(requests: readonly Request[]): Request[][] {
  const batches: Request[][] = [[]];
  let bytes = 0;
  for (const request of requests) {
    if (bytes > MAX_BATCH_BYTES) {
      batches.push([]);
      bytes = 0;
    }
    batches.at(-1)?.push(request);
    bytes += memoryBytes(request);
  }
  return batches;
}

function gone(): MailError {
  return new MailError('unavailable', 'The store is closed');
}
