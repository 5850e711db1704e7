import type { StoreEvent } from '../../model/change.ts';
import { MailError } from '../../errors.ts';
import type { AccountId } from '../../model/ids.ts';
import type { Channel } from './channel.ts';
import type { GroupWriter } from './group-writer.ts';
import { isOperationName } from '../sql/operations.ts';
import { LockTable } from './lock-table.ts';
import { answerLockRequest, isLockRequest } from './maildrop-locks.ts';
import { packError, type Reply, type Request, type RequestBatch, unpackRequests } from './protocol.ts';

/** Serves the writer to any number of threads and processes, and carries every event to all of them in commit order. */
export class WriterHub {
  readonly #writer: GroupWriter;
  readonly #peers = new Set<Peer>();
  /** Of maildrops; those of a thread or process end with its channel. */
  readonly locks = new LockTable();

  constructor(writer: GroupWriter) {
    this.#writer = writer;
  }

  attach(channel: Channel): void {
    const peer = new Peer(channel);
    this.#peers.add(peer);
    channel.onClose(() => this.#detach(peer));
    channel.onMessage((message) => {
      for (const request of unpackRequests(message as RequestBatch)) this.#submit(peer, request);
    });
  }

  publish(events: readonly StoreEvent[]): void {
    for (const peer of this.#peers) peer.publish(events);
  }

  /** After the writer closed: tells everyone that nothing more will come. */
  close(): void {
    for (const peer of this.#peers) peer.close();
    this.#peers.clear();
  }

  #detach(peer: Peer): void {
    this.#peers.delete(peer);
    this.locks.dropAll(peer);
  }

  #submit(peer: Peer, { id, name, args, bodies }: Request): void {
    const reject = (error: MailError): void => peer.reply({ id, error: packError(error) });
    if (isLockRequest(name)) {
      peer.reply({ id, result: answerLockRequest(this.locks, peer, name, args[0] as AccountId) });
      return;
    }
    if (!isOperationName(name)) {
      reject(new MailError('invalidArgument', 'No such operation'));
      return;
    }
    this.#writer.submit({ name, args, bodies, resolve: (result) => peer.reply({ id, result }), reject });
  }
}

/** One thread or process. What a group has for it goes out in one message. */
class Peer {
  readonly #channel: Channel;
  #replies: Reply[] = [];
  #events: StoreEvent[] = [];
  #isScheduled = false;

  constructor(channel: Channel) {
    this.#channel = channel;
  }

  reply(reply: Reply): void {
    this.#replies.push(reply);
    this.#schedule();
  }

  publish(events: readonly StoreEvent[]): void {
    for (const event of events) this.#events.push(event);
    this.#schedule();
  }

  close(): void {
    this.#flush(true);
    this.#channel.close();
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    queueMicrotask(() => {
      if (this.#isScheduled) this.#flush(false);
    });
  }

  #flush(isClosed: boolean): void {
    this.#isScheduled = false;
    const [replies, events] = [this.#replies, this.#events];
    this.#replies = [];
    this.#events = [];
    this.#channel.send({ replies, events, isClosed });
  }
}
