import { join } from 'node:path';
import { bootstrap, MailError, openMailcore, type Config, type Mailcore } from '../mailcore/index.ts';
import { ensureCertificate } from './certificate.ts';
import { ConfigError } from './config-file.ts';
import { ensureDataDir } from './data-dir.ts';
import { startHttp } from './http-listeners.ts';
import { probeListenAddresses } from './listen-address.ts';
import { createLogger } from './logger.ts';
import { startProtocolThreads } from './protocol-threads.ts';
import { createSessions } from './sessions.ts';
import { welcome } from './welcome.ts';

export interface RunningServer {
  /** Lets sessions end, hands the queue's work back and closes the store. */
  stop(): Promise<void>;
}

const DRAIN_MS = 5_000;
const SWEEP_INTERVAL_MS = 3_600_000;

/**
 * Starts everything: the store with its writer, the first administrator if there is none, protocol threads, HTTP, the queue. Prints
 * the welcome on stderr and `ready <json>` on stdout. Throws ConfigError for what an operator can mend, with nothing half made.
 */
export async function startServer(config: Config, { root }: { root: string }): Promise<RunningServer> {
  await probeListenAddresses(config.listen);
  const isOwnCertificate = config.tls.certFile !== '' || config.tls.keyFile !== '';
  const given = isOwnCertificate ? await ensureCertificate(config) : null;
  ensureDataDir(config.dataDir);
  const logger = createLogger(config);
  const certificate = given ?? (await ensureCertificate(config));
  const mailcore = await openOwner(config, logger);
  void mailcore.writerEnded.then((fault) => {
    if (!fault) return;
    // Nothing can be accepted any more: a supervisor starts the whole anew, which recovers the store.
    logger.fatal({ err: fault }, 'the writer of the store has ended');
    process.exit(1);
  });
  const firstAdministrator = await bootstrap(mailcore.store);

  const threads = await startProtocolThreads({ config, mailcore, certificate, logger });
  const sessions = createSessions(mailcore.store);
  const http = await startHttp({
    mailcore,
    sessions,
    certificate,
    webRoot: join(root, 'web', 'dist'),
    logger,
  });
  mailcore.startQueue(threads.addresses);
  const sweeping = startSweeping(mailcore, logger);

  const addresses = { ...http.addresses, ...threads.addresses };
  welcome({ config, addresses, firstAdministrator });
  process.stdout.write(`ready ${JSON.stringify(addresses)}\n`);
  return {
    async stop() {
      clearInterval(sweeping);
      await Promise.all([http.close(), threads.close(DRAIN_MS)]);
      await mailcore.close();
    },
  };
}

async function openOwner(config: Config, logger: ReturnType<typeof createLogger>): Promise<Mailcore> {
  try {
    return await openMailcore(config, { logger, role: 'owner' });
  } catch (error) {
    if (error instanceof MailError && error.code === 'inUse') {
      throw new ConfigError(`data_dir: ${config.dataDir} is in use by a running server`);
    }
    throw error;
  }
}

function startSweeping(mailcore: Mailcore, logger: ReturnType<typeof createLogger>): NodeJS.Timeout {
  let isSweeping = false;
  const sweep = () => {
    // Compaction may take longer than an hour.
    if (isSweeping) return;
    isSweeping = true;
    mailcore.store
      .sweep(new Date())
      .catch((error: unknown) => logger.error({ err: error }, 'housekeeping failed'))
      .finally(() => (isSweeping = false));
  };
  return setInterval(sweep, SWEEP_INTERVAL_MS).unref();
}
