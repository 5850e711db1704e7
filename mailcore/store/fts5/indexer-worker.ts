import { type MessagePort, Worker } from 'node:worker_threads';
import type { DataFiles } from '../data-files.ts';

/** What the thread is told at its start. `writer`: a connection to the store's writer, for its events. */
export interface IndexerThreadData {
  readonly files: DataFiles;
  readonly writer: MessagePort;
}

export interface ToIndexerThread {
  readonly kind: 'close';
}

export interface FromIndexerThread {
  readonly kind: 'fault';
  readonly error: Error;
}

/** The thread that writes the full-text index, seen from the one that started it. Searches are exact without it, only slow. */
export class IndexerWorker {
  readonly #worker: Worker;
  readonly #ended: Promise<void>;

  /** `onFault` hears what hinders the indexing, the end of the thread included. */
  constructor(data: IndexerThreadData, onFault: (error: Error) => void) {
    this.#worker = new Worker(new URL('./indexer-thread.ts', import.meta.url), {
      workerData: data,
      transferList: [data.writer],
      name: 'search-indexer',
    });
    this.#worker.on('message', ({ error }: FromIndexerThread) => onFault(error));
    this.#worker.on('error', onFault);
    this.#ended = new Promise((resolve) => this.#worker.once('exit', () => resolve()));
  }

  /** Finishes the step that is running and ends the thread. */
  async close(): Promise<void> {
    const message: ToIndexerThread = { kind: 'close' };
    this.#worker.postMessage(message);
    await this.#ended;
  }
}
