import type { Socket } from 'node:net';

/** Replies gathered beyond this are sent before the turn ends. */
const FLUSH_BYTES = 64 * 1024;

/** Gathers the writes of one turn into one packet and tells when the peer is slow to take them. */
export class SocketWriter {
  #socket: Socket;
  /** Binary strings gathered in this turn: one long string is the cheapest thing to send. */
  #text = '';
  #isCorked = false;
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
      socket.write(data);
    }
    if (this.#text.length + socket.writableLength < FLUSH_BYTES) return undefined;
    this.flush();
    return socket.writableNeedDrain ? this.#room() : undefined;
  }

  flush(): void {
    this.#emptyText();
    if (!this.#isCorked) return;
    this.#isCorked = false;
    this.#socket.uncork();
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
    if (this.#socket.writable) this.#socket.write(text, 'latin1');
  }

  #room(): Promise<void> {
    this.#roomPromise ??= new Promise((resolve) => {
      this.#announceRoom = resolve;
    });
    return this.#roomPromise;
  }
}
