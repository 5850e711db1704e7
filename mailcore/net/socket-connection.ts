import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { channelBindingOf, type ChannelBindingType } from './channel-binding.ts';
import { isLoopbackAddress, plainAddress } from './ip.ts';
import { PeerGone, type Connection } from './connection.ts';
import { acceptTls } from './tls-handshake.ts';
import type { TlsContext } from './tls-context.ts';
import { SocketReader } from './socket-reader.ts';
import { SocketWriter } from './socket-writer.ts';

/** What the peer gets to take our last words before the socket is destroyed. */
const LINGER_MS = 5_000;
const ID_PREFIX = randomBytes(3).toString('hex');
let connectionCount = 0;

/** A Connection over a TCP or TLS socket that was accepted with `allowHalfOpen`. */
export class SocketConnection implements Connection {
  readonly id: string;
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly localAddress: string;
  readonly localPort: number;
  readonly isLoopback: boolean;
  readonly reader = new SocketReader();
  readonly #writer: SocketWriter;
  readonly #tlsContext: TlsContext | null;
  #socket: Socket;
  #tls: TLSSocket | null = null;
  #idleTimeoutMs = 0;
  #isCompressed = false;
  #isClosing = false;
  #isGone = false;
  #isDraining = false;
  #abort: AbortController | null = null;

  readonly #onTimeout = (): void => {
    if (this.reader.expire()) return;
    // The peer reads nothing of what it asked for.
    if (this.#writer.isBlocked) this.destroy();
  };
  readonly #onClose = (): void => {
    this.#isGone = true;
    this.reader.end();
    this.#writer.release();
    this.#abort?.abort();
  };

  /** `tlsContext`: what startTls negotiates with; null when it is not offered. */
  constructor(socket: Socket, tlsContext: TlsContext | null) {
    this.id = `${ID_PREFIX}${(connectionCount++).toString(36)}`;
    this.remoteAddress = plainAddress(socket.remoteAddress ?? '');
    this.remotePort = socket.remotePort ?? 0;
    this.localAddress = plainAddress(socket.localAddress ?? '');
    this.localPort = socket.localPort ?? 0;
    this.isLoopback = isLoopbackAddress(this.remoteAddress) && isLoopbackAddress(this.localAddress);
    this.#tlsContext = tlsContext;
    this.#socket = socket;
    this.#writer = new SocketWriter(socket);
    // Writes are gathered here; waiting for more of them would only delay replies.
    socket.setNoDelay(true);
    this.#listen(socket);
  }

  get isSecure(): boolean {
    return this.#tls !== null;
  }

  get tlsSummary(): string | null {
    if (!this.#tls) return null;
    return `${this.#tls.getProtocol() ?? 'TLS'} ${this.#tls.getCipher().name}`;
  }

  channelBinding(type: ChannelBindingType): Buffer | null {
    return this.#tls && channelBindingOf(this.#tls, type);
  }

  get canStartTls(): boolean {
    return this.#tls === null && this.#tlsContext !== null;
  }

  get isCompressed(): boolean {
    return this.#isCompressed;
  }

  get signal(): AbortSignal {
    if (!this.#abort) {
      this.#abort = new AbortController();
      if (this.#isGone || this.#isDraining) this.#abort.abort();
    }
    return this.#abort.signal;
  }

  write(data: string | Buffer): Promise<void> | undefined {
    return this.#writer.write(data);
  }

  async writeStream(chunks: AsyncIterable<Buffer>): Promise<void> {
    for await (const chunk of chunks) {
      const room = this.#writer.write(chunk);
      if (room) await room;
      if (this.#isGone) throw new PeerGone('closed while a body was sent');
    }
  }

  async startTls(): Promise<void> {
    if (!this.#tlsContext || this.#tls || this.#isCompressed) throw new Error('TLS cannot start here');
    this.#writer.flush();
    const plain = this.#socket;
    plain.setTimeout(0);
    plain.off('timeout', this.#onTimeout);
    plain.off('close', this.#onClose);
    this.reader.detach();
    const { socket, secured } = acceptTls(plain, this.#tlsContext);
    this.#socket = socket;
    this.#writer.moveTo(socket);
    this.#listen(socket);
    await secured;
    this.#tls = socket;
    this.setIdleTimeout(this.#idleTimeoutMs);
  }

  startCompression(): void {
    if (this.#isCompressed) throw new Error('compression cannot start here');
    this.#isCompressed = true;
    this.#writer.startDeflate();
    this.reader.startInflate();
  }

  setIdleTimeout(timeoutMs: number): void {
    this.#idleTimeoutMs = timeoutMs;
    this.#socket.setTimeout(timeoutMs);
  }

  /** Asks the session to end at its next command: see ByteReader.fill. */
  drain(): void {
    this.#isDraining = true;
    this.#abort?.abort();
    this.reader.drain();
  }

  close(): void {
    if (this.#isClosing || this.#isGone) return;
    this.#isClosing = true;
    this.#writer.flush();
    const socket = this.#socket;
    socket.end();
    // Unread input makes the kernel answer with a reset, which can overtake our last reply.
    this.reader.detach();
    socket.on('data', discard);
    socket.on('end', () => socket.destroy());
    socket.resume();
    socket.setTimeout(0);
    const timer = setTimeout(() => socket.destroy(), LINGER_MS);
    socket.once('close', () => clearTimeout(timer));
    if (socket.readableEnded) socket.once('finish', () => socket.destroy());
  }

  destroy(): void {
    this.#isClosing = true;
    this.#socket.destroy();
  }

  #listen(socket: Socket): void {
    socket.on('timeout', this.#onTimeout);
    socket.on('close', this.#onClose);
    // A reset is told by 'close', which always follows.
    socket.on('error', discard);
    this.reader.attach(socket);
  }
}

function discard(): void {
  return;
}
