import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { MailError, WireError } from '../errors.ts';
import type { Account } from '../model/account.ts';
import { IdleTimeout, type Connection, type SessionHandler } from '../net/connection.ts';
import type { Authenticator } from '../sasl/sasl.ts';
import type { Blobs } from '../store/blobs.ts';
import type { MailboxCache } from '../store/mailbox-cache.ts';
import type { Store } from '../store/store.ts';
import type { Pop3State } from './command.ts';
import { COMMANDS } from './commands/index.ts';
import { errorReply } from './errors.ts';
import { Maildrop } from './maildrop.ts';
import { MAX_LINE_BYTES, parseCommandLine } from './wire/command.ts';

export interface Pop3Deps {
  readonly config: Config;
  readonly store: Store;
  readonly blobs: Blobs;
  readonly cache: MailboxCache;
  readonly authenticator: Authenticator;
  readonly logger: Logger;
}

const MAX_BAD_COMMANDS = 20;
/** Time to sign in; a silent stranger must not hold a connection for ten minutes. */
const AUTHORIZATION_TIMEOUT_MS = 60_000;

/** One POP3 connection. RFC 1939. */
export class Pop3Session {
  readonly deps: Pop3Deps;
  readonly connection: Connection;
  /** The name given by USER, until PASS. */
  userName: string | null = null;
  #account: Account | null = null;
  #maildrop: Maildrop | null = null;
  #badCommands = 0;
  #isOver = false;

  constructor(deps: Pop3Deps, connection: Connection) {
    this.deps = deps;
    this.connection = connection;
  }

  get state(): Pop3State {
    return this.#maildrop ? 'transaction' : 'authorization';
  }

  /** Only in the transaction state. */
  get maildrop(): Maildrop {
    if (!this.#maildrop) throw new Error('no maildrop before sign-in');
    return this.#maildrop;
  }

  /** Whether a password may cross this connection. RFC 2595 §3, RFC 8314 §4.1. */
  get mayLogIn(): boolean {
    const { isSecure, isLoopback } = this.connection;
    return isSecure || (isLoopback && this.deps.config.tls.allowPlainOnLoopback);
  }

  ok(text: string): void {
    void this.connection.write(`+OK ${text}\r\n`);
  }

  fail(text: string): void {
    void this.connection.write(`-ERR ${text}\r\n`);
  }

  /** Lines of a multi-line response; none of them may start with a dot. */
  lines(first: string, lines: Iterable<string>): Promise<void> | undefined {
    let text = `+OK ${first}\r\n`;
    for (const line of lines) text += `${line}\r\n`;
    return this.connection.write(`${text}.\r\n`);
  }

  /** Enters the transaction state. */
  async signIn(account: Account): Promise<void> {
    const { store, cache, config } = this.deps;
    this.#maildrop = await Maildrop.open(store, cache, account.id);
    this.#account = account;
    this.connection.setIdleTimeout(config.limits.popIdleTimeoutMs);
    this.ok(`${this.#maildrop.count} messages (${this.#maildrop.totalBytes} octets)`);
  }

  end(): void {
    this.#isOver = true;
  }

  /** Greets, then answers one command after the other until QUIT, the end of the stream or a limit. */
  async run(): Promise<void> {
    this.connection.setIdleTimeout(AUTHORIZATION_TIMEOUT_MS);
    this.ok(`${this.deps.config.hostname} POP3 ready`);
    try {
      while (!this.#isOver && !this.connection.signal.aborted) {
        if (!(await this.#next())) break;
      }
      if (!this.#isOver && this.connection.signal.aborted) this.fail('[SYS/TEMP] closing, come back soon');
    } catch (error) {
      // RFC 1939 §3: on the autologout timer the session ends without the UPDATE state.
      if (!(error instanceof IdleTimeout)) throw error;
      this.fail('autologout; idle for too long');
    } finally {
      this.connection.close();
    }
  }

  async #next(): Promise<boolean> {
    try {
      const line = await this.connection.reader.readLine(MAX_LINE_BYTES);
      if (line === null) return false;
      await this.#execute(line);
    } catch (error) {
      if (error instanceof WireError) return this.#refuse(error);
      if (!(error instanceof MailError)) throw error;
      if (error.code === 'unavailable')
        this.deps.logger.error({ err: error, account: this.#account?.id }, 'pop3: failed');
      void this.connection.write(errorReply(error));
    }
    return true;
  }

  async #execute(line: Buffer): Promise<void> {
    const parsed = parseCommandLine(line);
    const command = COMMANDS.get(parsed.keyword);
    if (!command) throw new WireError('unknown command');
    const args = command.parse(parsed);
    if (!command.states.includes(this.state)) {
      throw new WireError(this.state === 'authorization' ? 'sign in first' : 'already signed in');
    }
    await command.run(this, args);
  }

  #refuse(error: WireError): boolean {
    this.#badCommands += 1;
    if (this.#badCommands > MAX_BAD_COMMANDS || error.fatal) {
      this.fail('too many errors');
      return false;
    }
    this.fail(error.message);
    return true;
  }
}

export function pop3Server(deps: Pop3Deps): SessionHandler {
  return (connection) => new Pop3Session(deps, connection).run();
}
