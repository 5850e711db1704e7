/** The writer's thread: an Owner, told by its parent whom to attach and when to end. */
import { parentPort, type MessagePort, workerData } from 'node:worker_threads';
import { MailError } from '../../errors.ts';
import { portChannel } from './channel.ts';
import { Owner, type OwnerOptions } from './owner.ts';
import { packError } from './protocol.ts';
import type { FromWriterThread, ToWriterThread } from './writer-worker.ts';

if (!parentPort) throw new Error('writer-thread.ts runs in a worker');
const parent: MessagePort = parentPort;

function tell(message: FromWriterThread): void {
  parent.postMessage(message);
}

async function start(): Promise<Owner | null> {
  try {
    return await Owner.start(
      workerData as OwnerOptions,
      () => new Date(),
      () => undefined,
    );
  } catch (error) {
    const known =
      error instanceof MailError
        ? error
        : new MailError('unavailable', 'The store cannot be opened', { cause: error });
    tell({ kind: 'failed', error: packError(known) });
    parent.close();
    return null;
  }
}

async function obey(owner: Owner, message: ToWriterThread): Promise<void> {
  if (message.kind === 'attach') {
    owner.attach(portChannel(message.port));
    return;
  }
  await owner.close();
  tell({ kind: 'closed' });
  parent.close();
}

const owner = await start();
if (owner) {
  parent.on('message', (message: ToWriterThread) => void obey(owner, message));
  tell({ kind: 'ready' });
}
