import { MailError, WireError } from '../../errors.ts';
import type { Account } from '../../model/account.ts';
import type { Origin } from '../../model/envelope.ts';
import { IdleTimeout, PeerGone, type Connection } from '../../net/connection.ts';
import { errorReply } from '../errors.ts';
import { MAX_AUTH_LINE_BYTES, MAX_COMMAND_BYTES } from '../extensions.ts';
import type { MailArguments } from '../wire/mail.ts';
import { parseCommandLine } from '../wire/command-line.ts';
import { formatReply } from '../wire/reply.ts';
import { SmtpSyntaxError } from '../wire/syntax-error.ts';
import type { SmtpState } from './command.ts';
import { COMMANDS } from './commands/index.ts';
import type { SmtpServerDeps, SmtpServerOptions } from './server.ts';
import { Transaction } from './transaction.ts';

const MAX_BAD_COMMANDS = 100;
/** Replies held back while more commands are buffered. */
const MAX_HELD_REPLY_BYTES = 32 * 1024;
/** First words of requests that a browser was tricked into sending here. */
const HTTP_METHODS: ReadonlySet<string> = new Set([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'DELETE',
  'OPTIONS',
  'PATCH',
]);

const WRONG_STATE: Readonly<Record<SmtpState, string>> = {
  connected: 'send EHLO first',
  greeted: 'send MAIL first',
  mail: 'a transaction is open',
};

/** One SMTP connection. RFC 5321 §3. */
export class SmtpSession {
  readonly deps: SmtpServerDeps;
  readonly options: SmtpServerOptions;
  readonly connection: Connection;
  account: Account | null = null;
  transaction: Transaction | null = null;
  #helo: { readonly name: string; readonly isExtended: boolean } | null = null;
  #replies = '';
  #badCommands = 0;
  #isOver = false;

  constructor(deps: SmtpServerDeps, options: SmtpServerOptions, connection: Connection) {
    this.deps = deps;
    this.options = options;
    this.connection = connection;
  }

  get state(): SmtpState {
    if (this.transaction) return 'mail';
    return this.#helo ? 'greeted' : 'connected';
  }

  /** Submission only, and whether a password may cross this connection. RFC 4954 §4, RFC 8314 §3.3. */
  get mayAuthenticate(): boolean {
    if (this.options.kind !== 'submission') return false;
    const { isSecure, isLoopback } = this.connection;
    return isSecure || (isLoopback && this.deps.config.tls.allowPlainOnLoopback);
  }

  /** Queues a reply. All replies to the commands of one chunk leave together. RFC 2920 §3.2. */
  reply(code: number, enhanced: string, text: string | readonly string[]): void {
    this.#replies += formatReply(code, enhanced, text);
  }

  /** Sends what is queued; a promise when the peer is slow to read. */
  flush(): Promise<void> | undefined {
    if (this.#replies === '') return undefined;
    const replies = this.#replies;
    this.#replies = '';
    return this.connection.write(replies);
  }

  greet(helo: { name: string; isExtended: boolean }): void {
    this.#helo = helo;
    this.transaction = null;
  }

  /** RFC 3207 §4.2: after STARTTLS nothing said before counts. */
  forget(): void {
    this.#helo = null;
    this.account = null;
    this.transaction = null;
  }

  begin(origin: Origin, mail: MailArguments): void {
    this.transaction = new Transaction(origin, mail);
  }

  end(): void {
    this.#isOver = true;
  }

  /** Where a transaction that begins now comes from. RFC 3848. */
  origin(): Origin {
    const { isSecure, tlsSummary, remoteAddress } = this.connection;
    const { account } = this;
    const marks = `${isSecure ? 'S' : ''}${account ? 'A' : ''}` as '' | 'S' | 'A' | 'SA';
    return {
      protocol: this.#helo?.isExtended ? `ESMTP${marks}` : 'SMTP',
      remoteAddress,
      helo: this.#helo?.name ?? '',
      account: account && { id: account.id, address: account.address },
      tls: tlsSummary,
    };
  }

  /** Greets, then answers one command after the other until QUIT, the end of the stream or a limit. */
  async run(): Promise<void> {
    this.connection.setIdleTimeout(this.deps.config.limits.smtpIdleTimeoutMs);
    this.reply(220, '', `${this.deps.config.hostname} ESMTP`);
    try {
      await this.#converse();
    } catch (error) {
      if (!(error instanceof IdleTimeout)) throw error;
      this.reply(421, '4.4.2', 'idle for too long, closing');
    }
    void this.flush();
  }

  async #converse(): Promise<void> {
    const { reader, signal } = this.connection;
    while (!this.#isOver) {
      try {
        const line = reader.takeLine(this.#maxLineBytes());
        if (line === null) {
          await this.flush();
          if (await reader.fill()) continue;
          if (signal.aborted) this.reply(421, '4.3.2', 'going down, come back soon');
          return;
        }
        const pending = this.#execute(line);
        if (pending) await pending;
      } catch (error) {
        this.#refuse(error);
      }
      if (this.#replies.length > MAX_HELD_REPLY_BYTES) await this.flush();
    }
  }

  #maxLineBytes(): number {
    const start = this.connection.reader.peek().toString('latin1', 0, 5).toUpperCase();
    return start === 'AUTH ' ? MAX_AUTH_LINE_BYTES : MAX_COMMAND_BYTES;
  }

  #execute(line: Buffer): Promise<void> | void {
    // RFC 5321 §2.3.8: CR and LF only ever come as a pair.
    if (this.connection.reader.lastLineWasBare)
      throw new SmtpSyntaxError(500, '5.5.2', 'lines must end in CRLF');
    const { verb, argument } = parseCommandLine(line);
    const command = COMMANDS.get(verb);
    if (!command) return this.#unknown(verb);
    const args = command.parse(argument, this.deps.config.hostname);
    if (!command.states.includes(this.state))
      throw new SmtpSyntaxError(503, '5.5.1', WRONG_STATE[this.state]);
    return command.run(this, args);
  }

  #unknown(verb: string): void {
    if (!HTTP_METHODS.has(verb)) throw new SmtpSyntaxError(500, '5.5.1', 'command not recognised');
    this.reply(421, '4.7.0', 'this is SMTP, not HTTP');
    this.end();
  }

  #refuse(error: unknown): void {
    if (error instanceof IdleTimeout || error instanceof PeerGone) throw error;
    if (error instanceof MailError) {
      if (error.code === 'unavailable') this.#logError(error);
      this.#replies += errorReply(error);
      if (error.code !== 'authFailed') return;
    } else if (error instanceof SmtpSyntaxError) {
      this.reply(error.code, error.enhanced, error.message);
    } else if (error instanceof WireError) {
      this.reply(500, '5.5.2', error.message);
    } else {
      this.#logError(error);
      this.reply(451, '4.3.0', 'internal error');
    }
    this.#badCommands += 1;
    if (this.#badCommands < MAX_BAD_COMMANDS) return;
    this.reply(421, '4.7.0', 'too many errors, closing');
    this.end();
  }

  #logError(error: unknown): void {
    this.deps.logger.error({ err: error, connection: this.connection.id }, 'smtp: command failed');
  }
}
