import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { constants, createDeflateRaw, createInflateRaw, type DeflateRaw } from 'node:zlib';

const CRLF = '\r\n';

export interface LineClientOptions {
  readonly host: string;
  readonly port: number;
  /** Speak TLS from the first byte. */
  readonly tls?: boolean;
  /** How long to wait for a line or the end before failing. */
  readonly timeoutMs?: number;
}

/** A client that sends what it is told and reads lines: the bare protocol, for tests. */
export class LineClient {
  #socket: Socket;
  #deflater: DeflateRaw | null = null;
  readonly #timeoutMs: number;
  #buffer = '';
  #hasEnded = false;
  #wake: (() => void) | null = null;

  private constructor(socket: Socket, timeoutMs: number) {
    this.#socket = socket;
    this.#timeoutMs = timeoutMs;
    // A test sends line by line; waiting for acknowledgements would cost 40 ms each.
    socket.setNoDelay(true);
    this.#listen(socket);
  }

  static async open(options: LineClientOptions): Promise<LineClient> {
    const { host, port, tls = false, timeoutMs = 10_000 } = options;
    const socket = tls
      ? connectTls({ host, port, rejectUnauthorized: false })
      : connect({ host, port, allowHalfOpen: true });
    await once(socket, tls ? 'secureConnect' : 'connect');
    return new LineClient(socket, timeoutMs);
  }

  /** Sends bytes as they are; strings as UTF-8. */
  send(data: string | Buffer): void {
    (this.#deflater ?? this.#socket).write(data);
  }

  /** The next line without its CRLF. Rejects at the end of the stream and after the timeout. */
  async line(): Promise<string> {
    const line = await this.lineOrEnd();
    if (line === null) throw new Error('the server closed the connection');
    return line;
  }

  /** The next line as a binary string: one char is one byte. */
  async binaryLine(): Promise<string> {
    const line = await this.#nextLine();
    if (line === null) throw new Error('the server closed the connection');
    return line;
  }

  /** The next line, or null when the server closed. */
  async lineOrEnd(): Promise<string | null> {
    const line = await this.#nextLine();
    return line && Buffer.from(line, 'latin1').toString('utf8');
  }

  async #nextLine(): Promise<string | null> {
    for (;;) {
      const end = this.#buffer.indexOf(CRLF);
      if (end !== -1) {
        const line = this.#buffer.slice(0, end);
        this.#buffer = this.#buffer.slice(end + CRLF.length);
        return line;
      }
      if (this.#hasEnded) return null;
      await this.#more();
    }
  }

  /** Exactly so many bytes: a literal. */
  async bytes(sizeBytes: number): Promise<Buffer> {
    while (this.#buffer.length < sizeBytes) {
      if (this.#hasEnded) throw new Error('the server closed the connection');
      await this.#more();
    }
    const bytes = Buffer.from(this.#buffer.slice(0, sizeBytes), 'latin1');
    this.#buffer = this.#buffer.slice(sizeBytes);
    return bytes;
  }

  /** A whole SMTP reply: its lines joined with a line feed. RFC 5321 §4.2.1. */
  async reply(): Promise<string> {
    const lines: string[] = [];
    for (;;) {
      const line = await this.line();
      lines.push(line);
      if (line[3] !== '-') return lines.join('\n');
    }
  }

  /** Sends a command and reads its SMTP reply. */
  ask(command: string): Promise<string> {
    this.send(`${command}${CRLF}`);
    return this.reply();
  }

  async startTls(): Promise<void> {
    const plain = this.#socket;
    plain.removeAllListeners('data').removeAllListeners('end').removeAllListeners('close');
    const socket = connectTls({ socket: plain, rejectUnauthorized: false });
    this.#socket = socket;
    this.#listen(socket);
    await once(socket, 'secureConnect');
  }

  /** Both directions are raw deflate from now on. RFC 4978. */
  startDeflate(): void {
    const socket = this.#socket;
    socket.removeAllListeners('data').removeAllListeners('end').removeAllListeners('close');
    const inflater = createInflateRaw({ finishFlush: constants.Z_SYNC_FLUSH });
    inflater.on('data', (chunk: Buffer) => this.#take(chunk));
    inflater.on('end', () => this.#end()).on('error', () => this.#end());
    socket.pipe(inflater);
    socket.on('close', () => inflater.end());
    this.#deflater = createDeflateRaw({ flush: constants.Z_SYNC_FLUSH });
    this.#deflater.pipe(socket);
  }

  /** Closes our side only. */
  end(): void {
    this.#socket.end();
  }

  reset(): void {
    this.#socket.resetAndDestroy();
  }

  close(): void {
    this.#socket.destroy();
  }

  #listen(socket: Socket): void {
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    const ended = () => this.#end();
    socket.on('end', ended).on('close', ended);
    // What went wrong shows as an end without the expected line.
    socket.on('error', ended);
  }

  #end(): void {
    this.#hasEnded = true;
    this.#wake?.();
  }

  #take(chunk: Buffer): void {
    this.#buffer += chunk.toString('latin1');
    this.#wake?.();
  }

  async #more(): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#wake = resolve;
    const timer = setTimeout(
      () =>
        reject(
          new Error(`nothing came for ${this.#timeoutMs} ms; buffered: ${JSON.stringify(this.#buffer)}`),
        ),
      this.#timeoutMs,
    );
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      this.#wake = null;
    }
  }
}
