import { once } from 'node:events';
import type { Socket } from 'node:net';
import SMTPConnection, { type SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection';
import { watchConnection, type Link } from './link.ts';
import { PeerFailure, type OutgoingMessage, type Peer, type RecipientResult } from './outgoing.ts';
import { replyLine } from './reply-line.ts';
import { transact } from './transact.ts';
import { groupRecipients } from './transactions.ts';

export interface ClientOptions {
  /** Our name in EHLO. */
  readonly hostname: string;
  /** Opens a socket to the peer; it may still be connecting. */
  readonly connect: (peer: Peer) => Socket;
  readonly timeouts?: ClientTimeouts;
}

export interface ClientTimeouts {
  readonly connectMs: number;
  readonly greetingMs: number;
  /** Without any byte from or to the peer. */
  readonly idleMs: number;
}

/** RFC 5321 §4.5.3.2 wants 5 minutes for the greeting and 10 for the end of data. */
const TIMEOUTS: ClientTimeouts = { connectMs: 30_000, greetingMs: 5 * 60_000, idleMs: 10 * 60_000 };
const MAX_RESPONSE_BYTES = 64 * 1024;

/** A greeted, and where asked signed-in, connection to a peer; takes one message after the other. */
export interface ClientSession {
  /** One result per recipient, in any order; never rejects for what the peer does. `signal` breaks off. */
  deliver(message: OutgoingMessage, signal?: AbortSignal): Promise<RecipientResult[]>;
  /** False once the peer is gone or its state is unknown. */
  readonly isUsable: boolean;
  close(): void;
}

/** Connects up to the point where MAIL may follow. Throws PeerFailure, also when `signal` breaks off. */
export async function openSession(
  peer: Peer,
  options: ClientOptions,
  signal?: AbortSignal,
): Promise<ClientSession> {
  try {
    return await openOnce(peer, options, peer.tls, signal);
  } catch (error) {
    // RFC 7435 §3: a peer that offers TLS but cannot do it is better served in plain text than not at all.
    if (peer.tls === 'opportunistic' && isTlsFailure(error)) return openOnce(peer, options, 'none', signal);
    throw error;
  }
}

async function openOnce(
  peer: Peer,
  options: ClientOptions,
  tls: Peer['tls'],
  signal: AbortSignal | undefined,
): Promise<ClientSession> {
  const { timeouts = TIMEOUTS } = options;
  const socket = await connectSocket(peer, options, timeouts.connectMs, signal);
  const settings = connectionOptions(peer, options.hostname, timeouts, tls);
  const link = watchConnection(new SMTPConnection({ ...settings, connection: socket }));
  const { connection } = link;
  try {
    return await link.during(signal, async () => {
      await Promise.race([handshake(connection), link.lost]);
      const extensions = readExtensions(connection.lastServerResponse);
      if (peer.credentials) await Promise.race([signIn(connection, peer.credentials), link.lost]);
      return createSession(link, extensions);
    });
  } catch (error) {
    link.breakOff();
    throw toPeerFailure(error);
  }
}

function createSession(link: Link, extensions: ReadonlySet<string>): ClientSession {
  const { connection, lost } = link;
  return {
    get isUsable() {
      return !link.isLost;
    },
    close() {
      if (link.isLost) connection.close();
      else connection.quit();
    },
    deliver(message, signal) {
      return link.during(signal, async () => {
        const results: RecipientResult[] = [];
        for (const group of groupRecipients(message.envelope, extensions.has('DSN'))) {
          const outcome = link.isLost
            ? null
            : await transact({ connection, lost, extensions, message, group });
          if (outcome?.mustClose) link.breakOff();
          results.push(...(outcome?.results ?? group.recipients.map(({ address }) => lostBefore(address))));
        }
        return results;
      });
    },
  };
}

function connectionOptions(
  peer: Peer,
  hostname: string,
  timeouts: ClientTimeouts,
  tls: Peer['tls'],
): SMTPConnectionOptions {
  const isName = !/^\[|^[\d.]+$|:/.test(peer.host);
  return {
    host: peer.host,
    port: peer.port,
    name: hostname,
    secure: tls === 'implicit',
    requireTLS: tls === 'starttls',
    ignoreTLS: tls === 'none',
    opportunisticTLS: tls === 'opportunistic',
    greetingTimeout: timeouts.greetingMs,
    connectionTimeout: timeouts.greetingMs,
    socketTimeout: timeouts.idleMs,
    maxResponseSize: MAX_RESPONSE_BYTES,
    // An unproven peer is still safer from onlookers with TLS than without; a configured host must prove its name.
    tls: { rejectUnauthorized: tls !== 'opportunistic', ...(isName ? { servername: peer.host } : {}) },
  };
}

async function connectSocket(
  peer: Peer,
  options: ClientOptions,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<Socket> {
  const socket = options.connect(peer);
  if (!socket.connecting) return socket;
  const timeout = AbortSignal.timeout(timeoutMs);
  const either = signal ? AbortSignal.any([signal, timeout]) : timeout;
  try {
    await once(socket, 'connect', { signal: either });
    return socket;
  } catch (error) {
    socket.on('error', () => socket.destroy());
    socket.destroy();
    const reason = timeout.aborted ? 'connection timed out' : `cannot connect (${systemCode(error)})`;
    throw new PeerFailure(`451 4.4.1 ${reason}`, { cause: error });
  }
}

function handshake(connection: SMTPConnection): Promise<void> {
  return new Promise((resolve, reject) => connection.connect((error) => (error ? reject(error) : resolve())));
}

/** Never over a connection that failed to encrypt: the library drops AUTH from the offer then. */
function signIn(
  connection: SMTPConnection,
  { username, password }: NonNullable<Peer['credentials']>,
): Promise<void> {
  return new Promise((resolve, reject) => {
    if (!connection.allowsAuth) reject(new PeerFailure('451 4.7.0 peer does not offer to sign in'));
    else connection.login({ user: username, pass: password }, (error) => (error ? reject(error) : resolve()));
  });
}

/** Keywords of the last EHLO reply. RFC 5321 §4.1.1.1. */
function readExtensions(reply: string | false): ReadonlySet<string> {
  const lines = (reply || '').split(/\r?\n/).slice(1);
  return new Set(lines.map((line) => /^250[- ]([A-Za-z0-9-]+)/.exec(line)?.[1]?.toUpperCase() ?? ''));
}

function lostBefore(address: string): RecipientResult {
  const reply = '451 4.4.2 connection lost';
  return { address, result: 'deferred', reply, isRelayedWithoutDsn: false, isUncertain: false };
}

function toPeerFailure(error: unknown): PeerFailure {
  if (error instanceof PeerFailure) return error;
  const { code, response } = error as { code?: string; response?: string };
  const reply = typeof response === 'string' && response !== '' ? replyLine(response) : null;
  // Wrong credentials are the operator's to mend, not the sender's: the mail waits.
  if (code === 'EAUTH')
    return new PeerFailure(`451 4.7.0 sign-in refused: ${reply ?? 'no answer'}`, { cause: error });
  if (reply !== null) return new PeerFailure(reply, { cause: error });
  if (isTlsError(error)) return new PeerFailure('451 4.7.5 TLS negotiation failed', { cause: error });
  const reason = code === 'ETIMEDOUT' ? 'peer did not answer in time' : 'connection lost';
  return new PeerFailure(`451 4.4.2 ${reason}`, { cause: error });
}

function isTlsFailure(error: unknown): boolean {
  return error instanceof PeerFailure && isTlsError(error.cause);
}

/** Refused or broken off during the handshake, or bytes that are no TLS. */
function isTlsError(error: unknown): boolean {
  const { code, originalCode } = (error ?? {}) as { code?: string; originalCode?: string };
  return code === 'ETLS' || /^ERR_(?:SSL|TLS)|^EPROTO$/.test(originalCode ?? '');
}

function systemCode(error: unknown): string {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : 'no answer';
}
