/** The thread that writes the full-text index, behind everyone else's work. */
import { constants, setPriority } from 'node:os';
import { parentPort, type MessagePort, workerData } from 'node:worker_threads';
import { SegmentBlobs } from '../segment-blobs.ts';
import { portChannel } from '../sqlite/channel.ts';
import { RemoteWriter } from '../sqlite/remote-writer.ts';
import { Indexer } from './indexer.ts';
import { IndexerLoop } from './indexer-loop.ts';
import type { FromIndexerThread, IndexerThreadData, ToIndexerThread } from './indexer-worker.ts';

if (!parentPort) throw new Error('indexer-thread.ts runs in a worker');
const parent: MessagePort = parentPort;
const { files, writer } = workerData as IndexerThreadData;

yieldToOthers();
const blobs = new SegmentBlobs(files, { durable: true });
const loop = new IndexerLoop(new Indexer(files, blobs), (error) => {
  const message: FromIndexerThread = {
    kind: 'fault',
    error: error instanceof Error ? error : new Error(String(error)),
  };
  parent.postMessage(message);
});
const events = new RemoteWriter(portChannel(writer), (some) => loop.notice(some));

parent.once('message', (_: ToIndexerThread) => {
  void loop
    .close()
    .then(() => Promise.all([events.close(), blobs.close()]))
    .finally(() => parent.close());
});

/** On Linux the priority of process 0 is that of the calling thread alone; elsewhere it would be everyone's. */
function yieldToOthers(): void {
  if (process.platform !== 'linux') return;
  try {
    setPriority(0, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // Some sandboxes forbid it; the index is worth as much as anything else there.
    return;
  }
}
