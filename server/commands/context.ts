import { createInterface } from 'node:readline';
import { MailError, openMailcore, type Config, type Mailcore } from '../../mailcore/index.ts';
import { createLogger } from '../logger.ts';

/** The command was called in a way it does not know; exit code 2. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

/** What a command works with: options, output, and the mail system, opened when first asked for. */
export class CliContext implements AsyncDisposable {
  readonly options: Readonly<Record<string, unknown>>;
  readonly #loadConfig: () => Config;
  #config: Config | null = null;
  #mailcore: Mailcore | null = null;
  #hasProgress = false;

  constructor(load: () => Config, options: Readonly<Record<string, unknown>>) {
    this.#loadConfig = load;
    this.options = options;
  }

  get config(): Config {
    this.#config ??= this.#loadConfig();
    return this.#config;
  }

  /** Through the running server's writer when there is one, else the store itself. */
  async mailcore(): Promise<Mailcore> {
    if (this.#mailcore) return this.#mailcore;
    const logger = createLogger({ ...this.config, log: { level: 'error' } });
    this.#mailcore = await openMailcore(this.config, { logger, role: 'visitor' });
    return this.#mailcore;
  }

  /** Prints `data` as JSON when asked for, else the human line(s). */
  print(data: unknown, text: string | readonly string[]): void {
    this.#endProgress();
    if (this.options.json) process.stdout.write(`${JSON.stringify(data)}\n`);
    else for (const line of typeof text === 'string' ? [text] : text) process.stdout.write(`${line}\n`);
  }

  /** A passing remark, on stderr. */
  note(text: string): void {
    this.#endProgress();
    process.stderr.write(`${text}\n`);
  }

  /** How far a long command has come, on one line of a terminal; nothing where stderr is a file. */
  progress(text: string): void {
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
    this.#hasProgress = process.stderr.isTTY;
  }

  /** The first line of standard input: a password. Throws MailError when there is none. */
  async readLine(): Promise<string> {
    for await (const line of createInterface({ input: process.stdin })) return line;
    throw new MailError('invalidArgument', 'expected the password on standard input');
  }

  #endProgress(): void {
    if (this.#hasProgress) process.stderr.write('\r\x1b[K');
    this.#hasProgress = false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#mailcore?.close();
  }
}
