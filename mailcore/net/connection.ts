import type { ChannelBindingType } from './channel-binding.ts';

export type { ChannelBindingType } from './channel-binding.ts';

/** What a protocol session sees of its socket. Implemented by net/socket-connection.ts; opened by net/listener.ts. */
export interface Connection {
  readonly id: string;
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly localAddress: string;
  readonly localPort: number;
  /** Both ends on a loopback address. */
  readonly isLoopback: boolean;
  /** TLS is on. */
  readonly isSecure: boolean;
  /** "TLSv1.3 TLS_AES_256_GCM_SHA384", or null. */
  readonly tlsSummary: string | null;
  /** Names the TLS session; null without TLS, or where it has no binding of this type. RFC 9266, RFC 5929 §4. */
  channelBinding(type: ChannelBindingType): Buffer | null;
  /** STARTTLS can be offered: not yet secure and a certificate is there. */
  readonly canStartTls: boolean;
  /** Both directions are raw deflate. */
  readonly isCompressed: boolean;
  readonly reader: ByteReader;
  /** Queues bytes (strings are latin1: binary strings); all writes of one turn leave in one packet. Resolves when the peer's buffer has room. */
  write(data: string | Buffer): Promise<void> | undefined;
  /** Sends a long body with back-pressure. Rejects when the peer is gone. */
  writeStream(chunks: AsyncIterable<Buffer>): Promise<void>;
  /**
   * Discards buffered plain-text input (command injection), then negotiates. RFC 3207 §6, RFC 9051 §11.1. Rejects on failure: close then.
   * Call it in the turn that wrote the go-ahead, so that nothing the peer sends after it can be discarded.
   */
  startTls(): Promise<void>;
  /**
   * What was written goes out as it is; from now on both directions are raw deflate, flushed at the end of every turn's writes.
   * Within TLS when that is on; TLS cannot start afterwards. RFC 4978 §3.
   */
  startCompression(): void;
  /** Idle limit from now on; on expiry `reader.fill` rejects with IdleTimeout. */
  setIdleTimeout(timeoutMs: number): void;
  /** Aborted when the peer is gone or the listener drains. */
  readonly signal: AbortSignal;
  /** Flushes and closes; at most 5 s, then destroys. */
  close(): void;
  destroy(): void;
}

/** Bytes from the peer, pulled; the socket is paused while the buffer is full. */
export interface ByteReader {
  /**
   * The next line that is complete in the buffer, without its line end, or null when more bytes are needed.
   * Throws WireError when a line exceeds `maxBytes` (the rest of that line is skipped, so the next call works).
   */
  takeLine(maxBytes: number): Buffer | null;
  /** True when the line taken last ended in a bare LF instead of CRLF. */
  readonly lastLineWasBare: boolean;
  /** Up to `maxBytes` buffered bytes, possibly none. */
  take(maxBytes: number): Buffer;
  /** What is buffered, without taking it. */
  peek(): Buffer;
  readonly bufferedBytes: number;
  /**
   * Waits for more bytes: false at the end of the stream. Rejects with IdleTimeout.
   * When the listener drains it returns false too (`signal` is aborted then, and writing still works), unless `until` is `end`:
   * for the middle of a message, which a drain lets finish.
   */
  fill(until?: 'drain' | 'end'): Promise<boolean>;
  /** takeLine with fill: null at the end of the stream. */
  readLine(maxBytes: number): Promise<Buffer | null>;
  /** Exactly `sizeBytes`, or null at the end of the stream. For literals that were already judged small enough. */
  readExactly(sizeBytes: number): Promise<Buffer | null>;
}

export class IdleTimeout extends Error {
  constructor() {
    super('idle timeout');
    this.name = 'IdleTimeout';
  }
}

/** The peer closed or reset the connection, or did not take what we sent in time: no fault of ours. */
export class PeerGone extends Error {
  constructor(reason: string) {
    super(`peer gone: ${reason}`);
    this.name = 'PeerGone';
  }
}

/** Runs one session from greeting to close. Resolves when it is over; a rejection is logged as a bug and the socket destroyed. */
export type SessionHandler = (connection: Connection) => Promise<void>;
