import type { StoreEvent } from '../../model/change.ts';
import type { AccountId } from '../../model/ids.ts';
import type { DataFiles } from '../data-files.ts';
import type { Channel } from './channel.ts';
import { type ControlSocket, listenControlSocket } from './control-socket.ts';
import { GroupWriter } from './group-writer.ts';
import { answerLockRequest, type LockRequest } from './maildrop-locks.ts';
import { WriterHub } from './writer-hub.ts';
import type { WriterSettings } from '../sql/write-context.ts';

/** How the writer runs; crosses to the writer's thread. */
export interface OwnerOptions {
  readonly files: DataFiles;
  /** False only for storage that need not outlive the process; it has no control socket either. */
  readonly durable: boolean;
  readonly segmentBytes: number;
  readonly settings: WriterSettings;
}

/** The writer of a data directory with everyone attached to it; lives in one thread. */
export class Owner {
  readonly writer: GroupWriter;
  readonly #hub: WriterHub;
  readonly #socket: ControlSocket | null;

  private constructor(writer: GroupWriter, hub: WriterHub, socket: ControlSocket | null) {
    this.writer = writer;
    this.#hub = hub;
    this.#socket = socket;
  }

  /** `publish` gets the events of each group after its commit, as every attached channel does. */
  static async start(
    options: OwnerOptions,
    clock: () => Date,
    publish: (events: readonly StoreEvent[]) => void,
  ): Promise<Owner> {
    const writer = new GroupWriter({
      ...options,
      clock,
      publish: (events) => {
        hub.publish(events);
        publish(events);
      },
    });
    const hub = new WriterHub(writer);
    const { files, durable } = options;
    const socket = durable ? await listenControlSocket(files.socket, (channel) => hub.attach(channel)) : null;
    return new Owner(writer, hub, socket);
  }

  attach(channel: Channel): void {
    this.#hub.attach(channel);
  }

  /** For sessions of this thread. */
  async askForLock(request: LockRequest, accountId: AccountId): Promise<boolean> {
    return answerLockRequest(this.#hub.locks, this, request, accountId);
  }

  /** Finishes what was accepted. */
  async close(): Promise<void> {
    await this.writer.close();
    this.#hub.close();
    this.#socket?.close();
  }
}
