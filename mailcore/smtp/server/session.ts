import { MailError, WireError } from '../../errors.ts';
import { IdleTimeout, PeerGone, type SessionHandler } from '../../net/connection.ts';
import { errorReply } from '../errors.ts';
import { MAX_AUTH_LINE_BYTES, MAX_COMMAND_BYTES } from '../extensions.ts';
import { parseCommandLine } from '../wire/command-line.ts';
import { formatReply } from '../wire/reply.ts';
import { SmtpSyntaxError } from '../wire/syntax-error.ts';
import { COMMANDS } from './commands/index.ts';
import type { SmtpDeps, SmtpServerOptions } from './deps.ts';
import { SmtpSession, type SmtpState } from './session-state.ts';

const MAX_BAD_COMMANDS = 100;
/** Replies held back while more commands are buffered. */
const MAX_HELD_REPLY_BYTES = 32 * 1024;
/** First words of requests that a browser was tricked into sending here. */
const HTTP_METHODS: ReadonlySet<string> = new Set([
  'CONNECT',
  'DELETE',
  'GET',
  'HEAD',
  'OPTIONS',
  'PATCH',
  'POST',
  'PUT',
]);

const WRONG_STATE: Readonly<Record<SmtpState, string>> = {
  connected: 'send EHLO first',
  greeted: 'send MAIL first',
  mail: 'a transaction is open',
};

/** The sessions of one kind of listener. */
export function smtpServer(deps: SmtpDeps, options: SmtpServerOptions): SessionHandler {
  return (connection) => new Conversation(new SmtpSession(deps, options, connection)).run();
}

/** One SMTP connection from greeting to close. RFC 5321 §3. */
class Conversation {
  readonly #session: SmtpSession;
  #badCommands = 0;

  constructor(session: SmtpSession) {
    this.#session = session;
  }

  /** Greets, then answers one command after the other until QUIT, the end of the stream or a limit. */
  async run(): Promise<void> {
    const { config } = this.#session.deps;
    this.#session.connection.setIdleTimeout(config.limits.smtpIdleTimeoutMs);
    this.#session.reply(220, '', `${config.hostname} ESMTP`);
    try {
      while (!this.#session.isOver && (await this.#next()));
    } catch (error) {
      if (!(error instanceof IdleTimeout)) throw error;
      this.#session.reply(421, '4.4.2', 'idle for too long, closing');
    }
    void this.#session.flush();
  }

  /** One command, or a wait for more of it. False when there will be none. */
  async #next(): Promise<boolean> {
    const session = this.#session;
    try {
      const line = session.connection.reader.takeLine(this.#maxLineBytes());
      if (line === null) return await this.#wait();
      const pending = this.#execute(line);
      if (pending) await pending;
    } catch (error) {
      this.#refuse(error);
    }
    if (session.heldReplyBytes > MAX_HELD_REPLY_BYTES) await session.flush();
    return true;
  }

  async #wait(): Promise<boolean> {
    const { connection } = this.#session;
    await this.#session.flush();
    if (await connection.reader.fill()) return true;
    if (connection.signal.aborted) this.#session.reply(421, '4.3.2', 'going down, come back soon');
    return false;
  }

  #maxLineBytes(): number {
    const { options, connection } = this.#session;
    if (options.kind !== 'submission') return MAX_COMMAND_BYTES;
    const start = connection.reader.peek().toString('latin1', 0, 5).toUpperCase();
    return start === 'AUTH ' ? MAX_AUTH_LINE_BYTES : MAX_COMMAND_BYTES;
  }

  #execute(line: Buffer): Promise<void> | void {
    const session = this.#session;
    // RFC 5321 §2.3.8: CR and LF only ever come as a pair.
    if (session.connection.reader.lastLineWasBare) {
      throw new SmtpSyntaxError(500, '5.5.2', 'lines must end in CRLF');
    }
    const { verb, argument } = parseCommandLine(line);
    const command = COMMANDS.get(verb);
    if (!command) return this.#unknown(verb);
    const args = command.parse(argument, session.deps.config.hostname);
    if (!command.states.includes(session.state)) {
      throw new SmtpSyntaxError(503, '5.5.1', WRONG_STATE[session.state]);
    }
    return command.run(session, args);
  }

  #unknown(verb: string): void {
    if (!HTTP_METHODS.has(verb)) throw new SmtpSyntaxError(500, '5.5.1', 'command not recognised');
    this.#session.reply(421, '4.7.0', 'this is SMTP, not HTTP');
    this.#session.end();
  }

  #refuse(error: unknown): void {
    if (error instanceof IdleTimeout || error instanceof PeerGone) throw error;
    this.#session.replyWith(this.#replyTo(error));
    // A recipient who moved away is no sign of a broken client; a wrong password may be.
    if (error instanceof MailError && error.code !== 'authFailed') return;
    this.#badCommands += 1;
    if (this.#badCommands < MAX_BAD_COMMANDS) return;
    this.#session.reply(421, '4.7.0', 'too many errors, closing');
    this.#session.end();
  }

  #replyTo(error: unknown): string {
    if (error instanceof SmtpSyntaxError) return formatReply(error.code, error.enhanced, error.message);
    if (error instanceof WireError) return formatReply(500, '5.5.2', error.message);
    if (error instanceof MailError) {
      if (error.code === 'unavailable') this.#log(error);
      return errorReply(error);
    }
    this.#log(error);
    return formatReply(451, '4.3.0', 'internal error');
  }

  #log(error: unknown): void {
    const { connection, deps } = this.#session;
    deps.logger.error({ err: error, connection: connection.id }, 'smtp: command failed');
  }
}
