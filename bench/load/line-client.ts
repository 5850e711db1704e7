import { connect, type Socket } from 'node:net';

/** A cheap client for line protocols: waits for lines by a test on the bytes, copies nothing it need not. */
export class LineClient {
  readonly socket: Socket;
  #buffered: Buffer = Buffer.alloc(0);
  #wake: (() => void) | null = null;
  #error: Error | null = null;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => {
      this.#buffered = this.#buffered.length === 0 ? chunk : Buffer.concat([this.#buffered, chunk]);
      this.#wake?.();
    });
    socket.on('error', (error) => this.#end(error));
    socket.on('close', () => this.#end(new Error('connection closed')));
  }

  static open(port: number): Promise<LineClient> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1' });
      socket.once('connect', () => resolve(new LineClient(socket)));
      socket.once('error', reject);
    });
  }

  send(data: string | Buffer): void {
    this.socket.write(data);
  }

  /** Takes everything up to and including the first line that starts with `prefix`. */
  async until(prefix: string): Promise<string> {
    const lineStart = `\n${prefix}`;
    for (;;) {
      const at = this.#buffered.subarray(0, prefix.length).equals(Buffer.from(prefix))
        ? 0
        : this.#buffered.indexOf(lineStart);
      const end = at === -1 ? -1 : this.#buffered.indexOf('\r\n', at + 1);
      if (end !== -1) {
        const text = this.#buffered.toString('latin1', 0, end + 2);
        this.#buffered = this.#buffered.subarray(end + 2);
        return text;
      }
      await this.#more();
    }
  }

  /** Takes bytes until they end in `tail`; counts them without keeping them. */
  async drain(tail: string): Promise<number> {
    const mark = Buffer.from(tail);
    let count = 0;
    for (;;) {
      const size = this.#buffered.length;
      if (size >= mark.length && this.#buffered.subarray(size - mark.length).equals(mark)) {
        this.#buffered = Buffer.alloc(0);
        return count + size;
      }
      if (size > 65_536) {
        count += size - mark.length;
        this.#buffered = this.#buffered.subarray(size - mark.length);
      }
      await this.#more();
    }
  }

  close(): void {
    this.socket.destroy();
  }

  async #more(): Promise<void> {
    if (this.#error) throw this.#error;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    this.#wake = null;
    if (this.#error && this.#buffered.length === 0) throw this.#error;
  }

  #end(error: Error): void {
    this.#error ??= error;
    this.#wake?.();
  }
}

/** Resolves when something listens on the port; rejects after 20 s. */
export async function waitForPort(port: number): Promise<void> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    try {
      (await LineClient.open(port)).close();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
