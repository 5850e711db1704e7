import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import type { MailError } from '../../errors.ts';
import type { OwnerOptions } from './owner.ts';
import { unpackError } from './protocol.ts';

export type ToWriterThread =
  { readonly kind: 'attach'; readonly port: MessagePort } | { readonly kind: 'close' };
export type FromWriterThread =
  | { readonly kind: 'ready' }
  | { readonly kind: 'closed' }
  | { readonly kind: 'failed'; readonly error: Parameters<typeof unpackError>[0] };

/** The writer's thread, seen from the thread that started it. */
export class WriterWorker {
  readonly #worker: Worker;
  /** Resolves when the thread has ended, with the error that ended it, or null after `close`. */
  readonly ended: Promise<Error | null>;

  private constructor(worker: Worker) {
    this.#worker = worker;
    this.ended = new Promise((resolve) => {
      let failure: Error | null = null;
      worker.on('error', (error: Error) => (failure = error));
      worker.once('exit', () => resolve(failure));
    });
  }

  /** Throws what opening the data directory threw. */
  static async start(options: OwnerOptions): Promise<WriterWorker> {
    const worker = new Worker(new URL('./writer-thread.ts', import.meta.url), {
      workerData: options,
      name: 'store-writer',
    });
    const thread = new WriterWorker(worker);
    await new Promise<void>((resolve, reject) => {
      worker.once('error', reject);
      worker.once('message', (message: FromWriterThread) => {
        worker.off('error', reject);
        if (message.kind === 'failed') reject(unpackError(message.error) as MailError);
        else resolve();
      });
    });
    return thread;
  }

  /** A new connection to the writer; the port may go to another thread. */
  connect(): MessagePort {
    const { port1, port2 } = new MessageChannel();
    const message: ToWriterThread = { kind: 'attach', port: port1 };
    this.#worker.postMessage(message, [port1]);
    return port2;
  }

  /** Finishes what was accepted and ends the thread. */
  async close(): Promise<void> {
    const message: ToWriterThread = { kind: 'close' };
    this.#worker.postMessage(message);
    await this.ended;
  }
}
