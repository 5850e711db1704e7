import type { Socket } from 'node:net';
import { constants, createInflateRaw, type InflateRaw } from 'node:zlib';
import { WireError } from '../errors.ts';
import { ByteBuffer } from './byte-buffer.ts';
import { IdleTimeout, type ByteReader } from './connection.ts';

/** The socket is paused while this much is buffered and nobody waits for more. */
const HIGH_WATER_BYTES = 64 * 1024;
/** What is unpacked at a time. A chunk of a thousandfold bomb is unpacked only as fast as it is read. */
const INFLATE_CHUNK_BYTES = 4 * 1024;

interface Waiter {
  readonly until: 'drain' | 'end';
  readonly resolve: (more: boolean) => void;
  readonly reject: (error: Error) => void;
}

/** Pulls bytes from a socket. One session reads at a time. */
export class SocketReader implements ByteReader {
  readonly #buffer = new ByteBuffer();
  #socket: Socket | null = null;
  /** Between the socket and the buffer once the peer sends raw deflate. */
  #inflater: InflateRaw | null = null;
  #failure: WireError | null = null;
  #waiter: Waiter | null = null;
  /** Bytes arrived that no call has looked at. */
  #hasNews = false;
  #isPaused = false;
  #isDraining = false;
  #hasEnded = false;
  /** The idle limit passed while nobody was waiting. */
  #isOverdue = false;

  readonly #onData = (chunk: Buffer): void => {
    this.#buffer.append(chunk);
    this.#hasNews = true;
    this.#settle(true);
    if (this.#buffer.length >= HIGH_WATER_BYTES) this.#pause();
  };
  readonly #onEnd = (): void => this.end();
  readonly #onBroken = (): void => {
    this.#failure = new WireError('Compressed data is broken', { fatal: true });
    const waiter = this.#waiter;
    this.#waiter = null;
    waiter?.reject(this.#failure);
  };

  get lastLineWasBare(): boolean {
    return this.#buffer.lastLineWasBare;
  }

  get bufferedBytes(): number {
    return this.#buffer.length;
  }

  attach(socket: Socket): void {
    this.#socket = socket;
    this.#isPaused = false;
    socket.on('data', this.#onData);
    socket.on('end', this.#onEnd);
  }

  /**
   * What the peer sends from now on is raw deflate, and what is buffered already too. Data that is none makes `fill` reject with a
   * fatal WireError. RFC 4978 §3.
   */
  startInflate(): void {
    const socket = this.#socket;
    if (!socket) return;
    const packed = this.take(this.#buffer.length);
    socket.off('data', this.#onData);
    socket.off('end', this.#onEnd);
    const inflater = createInflateRaw({
      chunkSize: INFLATE_CHUNK_BYTES,
      // The peer may hang up in the middle of its stream.
      finishFlush: constants.Z_SYNC_FLUSH,
    });
    this.#inflater = inflater;
    inflater.on('data', this.#onData).on('end', this.#onEnd).on('error', this.#onBroken);
    if (packed.length > 0) inflater.write(packed);
    socket.pipe(inflater);
  }

  /** Lets go of the socket and drops what it had sent so far, buffered here or in the stream. */
  detach(): void {
    const socket = this.#socket;
    this.#socket = null;
    if (socket) {
      socket.off('data', this.#onData);
      socket.off('end', this.#onEnd);
      this.#stopInflate(socket);
      socket.pause();
      while (socket.readableLength > 0) socket.read();
    }
    this.#buffer.clear();
    this.#hasNews = false;
  }

  /** No more bytes will come. */
  end(): void {
    this.#hasEnded = true;
    this.#settle(false);
  }

  /** From now on nobody waits for another command. */
  drain(): void {
    this.#isDraining = true;
    if (this.#waiter?.until === 'drain') this.#settle(false);
  }

  /** The idle limit passed. Returns whether the session was waiting for the peer. */
  expire(): boolean {
    const waiter = this.#waiter;
    this.#waiter = null;
    this.#isOverdue = waiter === null;
    waiter?.reject(new IdleTimeout());
    return waiter !== null;
  }

  takeLine(maxBytes: number): Buffer | null {
    const line = this.#buffer.takeLine(maxBytes);
    if (line === null) this.#hasNews = false;
    return line;
  }

  take(maxBytes: number): Buffer {
    this.#hasNews = false;
    return this.#buffer.take(maxBytes);
  }

  peek(): Buffer {
    this.#hasNews = false;
    return this.#buffer.peek();
  }

  fill(until: 'drain' | 'end' = 'drain'): Promise<boolean> {
    if (this.#waiter) throw new Error('another fill is pending');
    if (this.#hasNews) {
      this.#hasNews = false;
      return Promise.resolve(true);
    }
    if (this.#failure) return Promise.reject(this.#failure);
    if (this.#hasEnded || (this.#isDraining && until === 'drain')) return Promise.resolve(false);
    this.#resume();
    return new Promise((resolve, reject) => {
      this.#waiter = { until, resolve, reject };
    });
  }

  async readLine(maxBytes: number): Promise<Buffer | null> {
    for (;;) {
      const line = this.takeLine(maxBytes);
      if (line !== null) return line;
      if (!(await this.fill())) return null;
    }
  }

  async readExactly(sizeBytes: number): Promise<Buffer | null> {
    const chunks: Buffer[] = [];
    for (let missing = sizeBytes; missing > 0;) {
      const chunk = this.take(missing);
      if (chunk.length === 0) {
        if (!(await this.fill('end'))) return null;
        continue;
      }
      chunks.push(chunk);
      missing -= chunk.length;
    }
    return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, sizeBytes);
  }

  #settle(more: boolean): void {
    const waiter = this.#waiter;
    if (!waiter) return;
    this.#waiter = null;
    if (more) this.#hasNews = false;
    waiter.resolve(more);
  }

  #stopInflate(socket: Socket): void {
    const inflater = this.#inflater;
    if (!inflater) return;
    this.#inflater = null;
    socket.unpipe(inflater);
    inflater.off('data', this.#onData).off('end', this.#onEnd).destroy();
  }

  #pause(): void {
    this.#isPaused = true;
    (this.#inflater ?? this.#socket)?.pause();
  }

  #resume(): void {
    if (this.#isPaused) {
      this.#isPaused = false;
      (this.#inflater ?? this.#socket)?.resume();
    }
    if (this.#isOverdue) {
      this.#isOverdue = false;
      // A timer that fired starts again only with traffic or when it is set again.
      this.#socket?.setTimeout(this.#socket.timeout ?? 0);
    }
  }
}
