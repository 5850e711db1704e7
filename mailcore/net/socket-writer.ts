import type { Socket } from 'node:net';
import { BatchDeflater } from './batch-deflater.ts';

/** Replies gathered beyond this are sent before the turn ends. */
const FLUSH_BYTES = 64 * 1024;

/** Gathers the writes of one turn into one packet, packs it where that was agreed, and tells when the peer is slow to take them. */
export class SocketWriter {
  #socket: Socket;
  /** Binary strings gathered in this turn: one long string is the cheapest thing to send. */
  #text = '';
  #isCorked = false;
  #deflater: BatchDeflater | null = null;
  /** What waits to be packed with the text before it. */
  #unpacked: Buffer[] = [];
  #unpackedBytes = 0;
  #roomPromise: Promise<void> | null = null;
  #announceRoom: (() => void) | null = null;

  readonly #onDrain = (): void => this.release();
  readonly #onTurnEnd = (): void => this.flush();

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('drain', this.#onDrain);
  }

  /** Whether bytes wait for a peer that does not read. */
  get isBlocked(): boolean {
    return this.#announceRoom !== null;
  }

  write(data: string | Buffer): Promise<void> | undefined {
    const socket = this.#socket;
    if (!socket.writable) return undefined;
    if (!this.#isCorked) {
      this.#isCorked = true;
      socket.cork();
      process.nextTick(this.#onTurnEnd);
    }
    if (typeof data === 'string') {
      this.#text += data;
    } else {
      this.#emptyText();
      this.#send(data);
    }
    if (this.#text.length + this.#unpackedBytes + socket.writableLength < FLUSH_BYTES) return undefined;
    this.flush();
    return socket.writableNeedDrain ? this.#room() : undefined;
  }

  flush(): void {
    this.#emptyText();
    this.#pack();
    if (!this.#isCorked) return;
    this.#isCorked = false;
    this.#socket.uncork();
  }

  /** Sends the rest as it is; what is written from now on goes out as raw deflate. */
  startDeflate(): void {
    this.flush();
    this.#deflater = new BatchDeflater();
  }

  /** Sends the rest and moves to another socket over the same connection. */
  moveTo(socket: Socket): void {
    this.flush();
    this.#socket.off('drain', this.#onDrain);
    this.#socket = socket;
    socket.on('drain', this.#onDrain);
  }

  /** Lets waiting writers go on. */
  release(): void {
    const announce = this.#announceRoom;
    this.#announceRoom = null;
    this.#roomPromise = null;
    announce?.();
  }

  #emptyText(): void {
    if (this.#text === '') return;
    const text = this.#text;
    this.#text = '';
    if (this.#deflater !== null) this.#send(Buffer.from(text, 'latin1'));
    else if (this.#socket.writable) this.#socket.write(text, 'latin1');
  }

  #send(bytes: Buffer): void {
    if (this.#deflater === null) {
      this.#socket.write(bytes);
      return;
    }
    this.#unpacked.push(bytes);
    this.#unpackedBytes += bytes.length;
  }

  #pack(): void {
    if (this.#deflater === null || this.#unpackedBytes === 0) return;
    const batch = Buffer.concat(this.#unpacked);
    this.#unpacked = [];
    this.#unpackedBytes = 0;
    if (this.#socket.writable) this.#socket.write(this.#deflater.deflate(batch));
  }

  #room(): Promise<void> {
    this.#roomPromise ??= new Promise((resolve) => {
      this.#announceRoom = resolve;
    });
    return this.#roomPromise;
  }
}
