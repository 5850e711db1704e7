import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker, type MessagePort } from 'node:worker_threads';
import type { Logger } from 'pino';
import { MAIL_PROTOCOLS, type Config, type MailProtocol, type Mailcore } from '../mailcore/index.ts';
import type { CertificateFiles } from './certificate.ts';
import { ConfigError } from './config-file.ts';

export type MailAddresses = Readonly<Record<MailProtocol, readonly string[]>>;

/** What a protocol thread is told at its start. */
export interface ProtocolThreadData {
  readonly config: Config;
  readonly listen: MailAddresses;
  readonly certificate: CertificateFiles;
  readonly writer: MessagePort | null;
}

export type ProtocolThreadMessage =
  | { readonly kind: 'listening'; readonly addresses: MailAddresses }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'drained' };

export interface ProtocolThreads {
  readonly addresses: MailAddresses;
  close(drainMs: number): Promise<void>;
}

/**
 * Starts the threads that speak SMTP, IMAP and POP3. All listen on the same ports; the first resolves port 0 for the rest.
 * A thread that dies ends the process: a supervisor restarts it whole, which is safer than half a server.
 */
export async function startProtocolThreads(options: {
  readonly config: Config;
  readonly mailcore: Mailcore;
  readonly certificate: CertificateFiles;
  readonly logger: Logger;
}): Promise<ProtocolThreads> {
  const { config } = options;
  const count = config.threads || Math.max(1, availableParallelism() - 1);
  const first = await startThread(options, mailListen(config));
  const rest = await Promise.all(
    Array.from({ length: count - 1 }, () => startThread(options, first.addresses)),
  );
  const threads = [first, ...rest];
  return {
    addresses: first.addresses,
    close: async (drainMs) => {
      await Promise.all(threads.map((thread) => thread.close(drainMs)));
    },
  };
}

function mailListen({ listen }: Config): MailAddresses {
  const entries = MAIL_PROTOCOLS.map((protocol) => [protocol, listen[protocol]] as const);
  return Object.fromEntries(entries) as unknown as MailAddresses;
}

async function startThread(
  { config, mailcore, certificate, logger }: Parameters<typeof startProtocolThreads>[0],
  listen: MailAddresses,
): Promise<ProtocolThreads> {
  const writer = mailcore.share();
  const data: ProtocolThreadData = { config, listen, certificate, writer };
  const worker = new Worker(new URL('./protocol-worker.ts', import.meta.url), {
    workerData: data,
    transferList: writer ? [writer] : [],
  });
  const [message] = (await once(worker, 'message')) as [ProtocolThreadMessage];
  if (message.kind === 'refused') throw new ConfigError(message.reason);
  if (message.kind !== 'listening') throw new Error(`protocol thread said ${message.kind} first`);
  const died = (error: unknown) => {
    logger.fatal({ err: error }, 'a protocol thread died');
    process.exit(1);
  };
  worker.on('error', died);
  return {
    addresses: message.addresses,
    async close(drainMs) {
      const drained = once(worker, 'exit');
      worker.postMessage({ drainMs });
      await drained;
    },
  };
}
