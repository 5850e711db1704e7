import type { MessagePort } from 'node:worker_threads';
import { existsSync } from 'node:fs';
import { MailError } from '../../errors.ts';
import { dataFiles } from '../data-files.ts';
import { LocalBus } from '../local-bus.ts';
import type { Storage } from '../storage.ts';
import { type Channel, portChannel } from './channel.ts';
import { composeStorage } from './compose.ts';
import { connectControlSocket } from './control-socket.ts';
import { type OpenOptions, openSqliteStorage } from './open.ts';
import { RemoteWriter } from './remote-writer.ts';

/**
 * The storage of a thread or process that does not own the data directory: it reads by itself and writes through the owner,
 * over `port` from `OwnedStorage.share` within the process, over the control socket from another one.
 * Throws `unavailable` when no owner answers.
 */
export async function attachSqliteStorage(dataDir: string, port?: MessagePort): Promise<Storage> {
  const files = dataFiles(dataDir);
  const channel: Channel = port ? portChannel(port) : await connectControlSocket(files.socket);
  const bus = new LocalBus();
  const writer = new RemoteWriter(channel, (events) => bus.publish(events));
  const askForLock = writer.askForLock.bind(writer);
  return composeStorage(files, writer, bus, { durable: true, index: 'shared', askForLock });
}

/** For the command line: through the running server when there is one, else as the owner. Throws `inUse` when neither works. */
export async function openOrAttach(
  dataDir: string,
  options: Omit<OpenOptions, 'dataDir'> = {},
): Promise<Storage> {
  if (existsSync(dataFiles(dataDir).socket)) {
    try {
      return await attachSqliteStorage(dataDir);
    } catch (error) {
      // A killed owner leaves its socket behind; a live one also holds the lock, and opening says so.
      if (!(error instanceof MailError) || error.code !== 'unavailable') throw error;
    }
  }
  return openSqliteStorage({ writer: 'inline', ...options, dataDir });
}
