import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** A message as an independent server took it. */
export interface ReceivedMessage {
  readonly from: string;
  readonly to: readonly string[];
  readonly bytes: Buffer;
  readonly isSecure: boolean;
  /** Who signed in, or null. */
  readonly user: string | null;
  /** Parameters of MAIL, as parsed. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

export interface ReceiverOptions extends SMTPServerOptions {
  /** A reply such as "450 4.2.0 later" for these recipients instead of 250. */
  refuseRecipient?(address: string): string | null;
  /** The same for the message after its last byte. */
  refuseMessage?(): string | null;
}

export interface Receiver {
  readonly port: number;
  readonly messages: readonly ReceivedMessage[];
  /** Connections accepted so far. */
  readonly connectionCount: number;
  close(): Promise<void>;
}

/** The npm package smtp-server on a free loopback port, collecting what it takes: a second implementation to send to. */
export async function startReceiver(options: ReceiverOptions = {}): Promise<Receiver> {
  const messages: ReceivedMessage[] = [];
  let connectionCount = 0;
  const server = new SMTPServer({
    logger: false,
    authOptional: true,
    disableReverseLookup: true,
    closeTimeout: 1,
    onConnect(_session, done) {
      connectionCount += 1;
      done();
    },
    onRcptTo({ address }, _session, done) {
      done(refusal(options.refuseRecipient?.(address)));
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const error = refusal(options.refuseMessage?.());
        if (error) return done(error);
        const { mailFrom, rcptTo } = session.envelope;
        messages.push({
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map(({ address }) => address),
          bytes: Buffer.concat(chunks),
          isSecure: session.secure,
          user: session.user ? String(session.user) : null,
          parameters: (mailFrom && mailFrom.args ? mailFrom.args : {}) as Record<string, unknown>,
        });
        return done(null, 'taken');
      });
    },
    ...options,
  });
  // A peer that breaks off is part of many tests.
  server.on('error', () => undefined);
  const listener = server.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  return {
    port: (listener.address() as AddressInfo).port,
    messages,
    get connectionCount() {
      return connectionCount;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function refusal(reply: string | null | undefined): Error | null {
  if (!reply) return null;
  return Object.assign(new Error(reply.slice(4)), { responseCode: Number(reply.slice(0, 3)) });
}
