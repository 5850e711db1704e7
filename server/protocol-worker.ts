/** One protocol thread: mail listeners over the store of the owner's writer. */
import { parentPort, workerData } from 'node:worker_threads';
import { ListenError, openMailcore } from '../mailcore/index.ts';
import { createLogger } from './logger.ts';
import type { ProtocolThreadData, ProtocolThreadMessage } from './protocol-threads.ts';

const { config, listen, certificate, writer } = workerData as ProtocolThreadData;
const port = parentPort!;
const tell = (message: ProtocolThreadMessage) => port.postMessage(message);

const logger = createLogger(config);
const mailcore = await openMailcore(config, { logger, role: 'thread', writer });
try {
  const listeners = await mailcore.startMailListeners({ listen, tlsFiles: certificate });
  tell({ kind: 'listening', addresses: listeners.addresses });
  port.once('message', ({ drainMs }: { drainMs: number }) => {
    void listeners
      .close({ drainMs })
      .then(() => mailcore.close())
      .finally(() => port.close());
  });
} catch (error) {
  if (!(error instanceof ListenError)) throw error;
  tell({ kind: 'refused', reason: error.message });
  await mailcore.close();
}
