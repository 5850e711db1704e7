import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Logger } from 'pino';
import { IdleTimeout, PeerGone, type Connection, type SessionHandler } from './connection.ts';
import type { ConnectionLimits, RefusalReason } from './connection-limits.ts';
import { ListenError, parseListenAddress } from './listen-address.ts';
import { SocketConnection } from './socket-connection.ts';
import type { TlsContext } from './tls-context.ts';

export interface ListenerOptions {
  /** `host:port`, `[v6]:port`; port 0 = any free one. */
  readonly address: string;
  /** `implicit`: TLS from the first byte. `starttls`: plain, and the protocol may offer it. */
  readonly tls: 'none' | 'starttls' | 'implicit';
  /** Required for `implicit`; `starttls` without one offers nothing. */
  readonly tlsContext: TlsContext | null;
  readonly handler: SessionHandler;
  readonly limits: ConnectionLimits;
  readonly logger: Pick<Logger, 'debug' | 'error'>;
  /** Several threads listen on the same port; the kernel spreads connections. */
  readonly reusePort?: boolean;
  /** Writes the protocol's busy greeting to a connection over the limit, which is closed after. Implicit TLS ones are just dropped. */
  readonly refuse?: (connection: Connection, reason: RefusalReason) => void;
}

export interface Listener {
  readonly address: string;
  readonly port: number;
  /**
   * Stops accepting, asks sessions to end at their next command, and resolves when all are over; those still open after `drainMs`
   * are destroyed.
   */
  close(options: { drainMs: number }): Promise<void>;
}

/** Opens a port and runs `handler` for each connection. Rejects with ListenError. */
export async function startListener(options: ListenerOptions): Promise<Listener> {
  const { host, port } = parseListenAddress(options.address);
  const sessions = new Sessions(options);
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: false, noDelay: true }, (socket) =>
    sessions.accept(socket),
  );
  await listen(server, { host, port, reusePort: options.reusePort ?? false }, options.address);
  server.on('error', (error) => options.logger.error({ err: error }, 'listener failed'));
  const bound = server.address() as AddressInfo;
  return {
    address: bound.address,
    port: bound.port,
    async close({ drainMs }) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await Promise.all([closed, sessions.drain(drainMs)]);
    },
  };
}

function listen(
  server: Server,
  target: { host: string; port: number; reusePort: boolean },
  address: string,
): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(new ListenError(address, error)));
    server.listen({ ...target, backlog: 1024 }, () => {
      server.removeAllListeners('error');
      resolve();
    });
  });
}

/** The open connections of one listener. */
class Sessions {
  readonly #options: ListenerOptions;
  readonly #open = new Set<SocketConnection>();
  #isDraining = false;
  #onEmpty: (() => void) | null = null;

  constructor(options: ListenerOptions) {
    this.#options = options;
  }

  accept(socket: Socket): void {
    const { tls, tlsContext, limits, refuse } = this.#options;
    const connection = new SocketConnection(socket, tls === 'none' ? null : tlsContext);
    const refusal = limits.admit(connection.remoteAddress);
    if (refusal !== null) {
      if (tls === 'implicit' || !refuse) return connection.destroy();
      refuse(connection, refusal);
      return connection.close();
    }
    this.#open.add(connection);
    socket.once('close', () => this.#release(connection));
    if (this.#isDraining) connection.drain();
    void this.#run(connection);
  }

  async drain(drainMs: number): Promise<void> {
    this.#isDraining = true;
    for (const connection of this.#open) connection.drain();
    if (this.#open.size === 0) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#onEmpty = resolve;
    const timer = setTimeout(() => {
      for (const connection of this.#open) connection.destroy();
    }, drainMs);
    await promise;
    clearTimeout(timer);
  }

  async #run(connection: SocketConnection): Promise<void> {
    const { tls, handler, logger } = this.#options;
    try {
      if (tls === 'implicit') await connection.startTls();
      await handler(connection);
      connection.close();
    } catch (error) {
      if (error instanceof PeerGone || error instanceof IdleTimeout) {
        logger.debug({ connection: connection.id, reason: error.message }, 'connection ended');
      } else {
        logger.error({ err: error, connection: connection.id }, 'session failed');
      }
      connection.destroy();
    }
  }

  #release(connection: SocketConnection): void {
    this.#open.delete(connection);
    this.#options.limits.release(connection.remoteAddress);
    if (this.#open.size === 0) this.#onEmpty?.();
  }
}
