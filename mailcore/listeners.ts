import type { Logger } from 'pino';
import type { Config, ListenConfig } from './config.ts';
import { ConnectionLimits } from './net/connection-limits.ts';
import type { SessionHandler } from './net/connection.ts';
import { startListener, type Listener } from './net/listener.ts';
import { FileTlsContext, type TlsFiles } from './net/tls-context.ts';

/** The mail protocols; HTTP belongs to the server. */
export const MAIL_PROTOCOLS = [
  'smtp',
  'submission',
  'submissions',
  'imap',
  'imaps',
  'pop3',
  'pop3s',
] as const;
export type MailProtocol = (typeof MAIL_PROTOCOLS)[number];

const IMPLICIT_TLS: ReadonlySet<MailProtocol> = new Set(['submissions', 'imaps', 'pop3s']);

/** What each busy protocol says before it closes a connection over the limit. */
const BUSY: Record<MailProtocol, string> = {
  smtp: '421 4.7.0 too many connections, try again later\r\n',
  submission: '421 4.7.0 too many connections, try again later\r\n',
  submissions: '421 4.7.0 too many connections, try again later\r\n',
  imap: '* BYE [UNAVAILABLE] too many connections, try again later\r\n',
  imaps: '* BYE [UNAVAILABLE] too many connections, try again later\r\n',
  pop3: '-ERR [SYS/TEMP] too many connections, try again later\r\n',
  pop3s: '-ERR [SYS/TEMP] too many connections, try again later\r\n',
};

export type SessionHandlers = Readonly<Record<MailProtocol, SessionHandler>>;

/** Open listeners of one thread. */
export interface MailListeners {
  /** Where they listen, by protocol, with real ports. */
  readonly addresses: Readonly<Record<MailProtocol, readonly string[]>>;
  /** Stops accepting and lets sessions end at their next command, for `drainMs` at most. */
  close(options: { drainMs: number }): Promise<void>;
}

/** Opens every configured mail listener, all or none. Several threads may open the same ports. Rejects with ListenError. */
export async function startMailListeners(options: {
  readonly config: Config;
  readonly listen: Pick<ListenConfig, MailProtocol>;
  readonly handlers: SessionHandlers;
  readonly tlsFiles: TlsFiles;
  readonly logger: Logger;
}): Promise<MailListeners> {
  const { config, listen, handlers, logger } = options;
  const tlsContext = await FileTlsContext.open(options.tlsFiles, logger);
  const limits = new ConnectionLimits(config.limits);
  const opened: { protocol: MailProtocol; listener: Listener }[] = [];

  const close = async ({ drainMs }: { drainMs: number }) => {
    await Promise.all(opened.map(({ listener }) => listener.close({ drainMs })));
    tlsContext.close();
  };
  try {
    for (const protocol of MAIL_PROTOCOLS) {
      for (const address of listen[protocol]) {
        const listener = await startListener({
          address,
          tls: IMPLICIT_TLS.has(protocol) ? 'implicit' : 'starttls',
          tlsContext,
          handler: handlers[protocol],
          limits,
          logger,
          reusePort: true,
          refuse: (connection) => void connection.write(BUSY[protocol]),
        });
        opened.push({ protocol, listener });
      }
    }
  } catch (error) {
    await close({ drainMs: 0 });
    throw error;
  }
  return { addresses: addressesOf(opened), close };
}

function addressesOf(
  opened: readonly { protocol: MailProtocol; listener: Listener }[],
): Record<MailProtocol, string[]> {
  const entries = MAIL_PROTOCOLS.map((protocol) => [
    protocol,
    opened.filter((one) => one.protocol === protocol).map(({ listener }) => format(listener)),
  ]);
  return Object.fromEntries(entries) as Record<MailProtocol, string[]>;
}

function format({ address, port }: Listener): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
