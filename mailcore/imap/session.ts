import { setImmediate } from 'node:timers/promises';
import { MailError, WireError } from '../errors.ts';
import { IdleTimeout, PeerGone } from '../net/connection.ts';
import type { Connection, SessionHandler } from '../net/connection.ts';
import { MailboxCache } from '../store/mailbox-cache.ts';
import { ChangeNotifier } from './view/change-notifier.ts';
import { decodeCommandLine, tagOf } from './command-line.ts';
import type { CommandLine } from './command-line.ts';
import { CommandReader, CommandRefused } from './command-reader.ts';
import type { LiteralVerdict } from './command-reader.ts';
import { bad, formatReply, no, replyTo } from './errors.ts';
import type { Reply } from './errors.ts';
import { SearchContexts } from './context/search-contexts.ts';
import { RowValueCache } from './row-values.ts';
import { tellingProgress } from './progress.ts';
import { ImapSession } from './session-state.ts';
import type { ImapDeps } from './deps.ts';
import type { LiteralHeader } from './wire/literal.ts';

export type { ImapDeps } from './deps.ts';

/** From the greeting until somebody has signed in, whatever is sent meanwhile. */
const SIGN_IN_TIMEOUT_MS = 60_000;
/** Replies of BAD in a row, and failures of ours, before we hang up. */
const MAX_STRIKES = 10;
/** Pipelined commands answered before other connections get their turn. */
const MAX_COMMANDS_A_TURN = 1_000;
const MAX_LITERAL_BYTES = {
  notAuthenticated: 8 * 1024,
  authenticated: 64 * 1024,
  selected: 64 * 1024,
} as const;

/** Serves IMAP4rev1 and IMAP4rev2 with the extensions of capabilities.ts. One handler serves all connections of a thread. RFC 3501, RFC 9051. */
export function imapServer(deps: ImapDeps): SessionHandler {
  const shared = {
    cache: deps.cache ?? new MailboxCache(deps.store),
    notifier: new ChangeNotifier(deps.bus),
    values: new RowValueCache(),
    followResults: (session: ImapSession) => new SearchContexts(session),
  };
  return async (connection) => {
    const session = new ImapSession(connection, new CommandReader(connection), deps, shared);
    try {
      await new CommandLoop(session).run();
    } finally {
      session.dispose();
    }
  };
}

/** Reads commands and answers them, one after the other, until the session is over. */
class CommandLoop {
  readonly #session: ImapSession;
  readonly #connection: Connection;
  readonly #signInDeadline: number;
  #strikes = 0;
  #commandsThisTurn = 0;
  /** A literal that was left for its command to read. */
  #leftLiteral: LiteralHeader | null = null;

  constructor(session: ImapSession) {
    this.#session = session;
    this.#connection = session.connection;
    this.#signInDeadline = session.deps.clock().getTime() + SIGN_IN_TIMEOUT_MS;
  }

  async run(): Promise<void> {
    this.#connection.setIdleTimeout(SIGN_IN_TIMEOUT_MS);
    void this.#session.untagged(`OK [CAPABILITY ${this.#session.capabilities}] Tegami ready`);
    try {
      while (!this.#session.isOver && this.#mayGoOn() && (await this.#next()));
    } catch (error) {
      this.#sayFarewell(error);
    }
  }

  /** Handles one command; false at the end of the stream. */
  async #next(): Promise<boolean> {
    try {
      const text = await this.#session.reader.read((soFar, literal) => this.#judge(soFar, literal));
      if (text === null) return this.#end();
      await this.#handle(text);
    } catch (error) {
      await this.#refuse(error);
    }
    if (++this.#commandsThisTurn >= MAX_COMMANDS_A_TURN) {
      this.#commandsThisTurn = 0;
      await setImmediate();
    }
    return true;
  }

  /** A command that was no command: it has no literal left to read. */
  async #refuse(error: unknown): Promise<void> {
    if (error instanceof CommandRefused) await this.#reply(tagOf(error.text), error.reply);
    else if (error instanceof WireError && !error.fatal)
      await this.#reply('*', bad(error.message, error.responseCode));
    else throw error;
  }

  /** RFC 9051 §7.1.5: a BYE before we go; nobody hears it when the peer has gone. */
  #end(): false {
    if (this.#connection.signal.aborted)
      void this.#session.untagged('BYE [UNAVAILABLE] Server is shutting down');
    return false;
  }

  #mayGoOn(): boolean {
    if (this.#strikes >= MAX_STRIKES) {
      void this.#session.untagged('BYE Too many bad commands');
      return false;
    }
    if (this.#session.state !== 'notAuthenticated') return true;
    const leftMs = this.#signInDeadline - this.#session.deps.clock().getTime();
    if (leftMs <= 0) {
      void this.#session.untagged('BYE Sign in sooner');
      return false;
    }
    this.#connection.setIdleTimeout(Math.min(leftMs, SIGN_IN_TIMEOUT_MS));
    return true;
  }

  #sayFarewell(error: unknown): void {
    if (error instanceof IdleTimeout) void this.#session.untagged('BYE Idle for too long');
    else if (error instanceof WireError) void this.#session.untagged(`BYE ${error.message}`);
    else if (error instanceof PeerGone) this.#end();
    else throw error;
  }

  /** Whether a literal is accepted: only for a command that exists and is allowed now. */
  #judge(text: string, literal: LiteralHeader): LiteralVerdict {
    const { command, decoder } = decodeCommandLine(text, this.#session.enabled);
    if (command === undefined) return bad('Unknown command');
    if (!command.states.includes(this.#session.state)) return bad('Command not allowed now');
    const rest = decoder.rest();
    const argumentsText = rest.slice(0, Math.max(0, rest.lastIndexOf(literal.isBinary ? '~{' : '{')));
    if (command.streamsLiteral(argumentsText)) {
      this.#leftLiteral = literal;
      return 'leave';
    }
    if (literal.sizeBytes > MAX_LITERAL_BYTES[this.#session.state]) return bad('Literal too large', 'TOOBIG');
    return 'accept';
  }

  async #handle(text: string): Promise<void> {
    const session = this.#session;
    let line: CommandLine;
    let run: (session: ImapSession) => Promise<Reply> | Reply;
    try {
      line = decodeCommandLine(text, session.enabled);
      run = this.#prepare(line);
    } catch (error) {
      const left = this.#leftLiteral;
      this.#leftLiteral = null;
      if (left !== null) await session.reader.discard(left);
      if (!(error instanceof WireError)) throw error;
      return this.#reply(tagOf(text), bad(error.message, error.responseCode));
    }
    this.#leftLiteral = null;
    session.tag = line.tag;
    await session.notification?.hold();
    const reply = await this.#run(line.command?.mayTakeLong ?? false, run);
    await this.#sendUpdates(line);
    await this.#reply(line.tag, reply);
    const next = session.afterReply;
    session.afterReply = null;
    await next?.();
    session.notification?.release({ isIdle: false });
  }

  #prepare({ command, decoder }: CommandLine): (session: ImapSession) => Promise<Reply> | Reply {
    if (command === undefined) throw new WireError('Unknown command');
    if (!command.states.includes(this.#session.state)) throw new WireError('Command not allowed now');
    if (command.usesNumbers && this.#session.enabled.isUidOnly)
      throw new WireError('Messages are named by UID only', { responseCode: 'UIDREQUIRED' });
    return command.prepare(decoder);
  }

  async #run(mayTakeLong: boolean, run: (session: ImapSession) => Promise<Reply> | Reply): Promise<Reply> {
    const session = this.#session;
    try {
      if (session.isStale) {
        await session.refresh({ force: false });
        // New messages may be told before a command's own responses, so that it can name them. RFC 9051 §7.4.1.
        void this.#connection.write(session.view.takeExists());
      }
      return await (mayTakeLong ? tellingProgress(session, () => run(session)) : run(session));
    } catch (error) {
      return this.#replyTo(error);
    }
  }

  #replyTo(error: unknown): Reply {
    if (error instanceof MailError) return replyTo(error);
    if (error instanceof CommandRefused) return error.reply;
    if (error instanceof WireError && !error.fatal) return bad(error.message, error.responseCode);
    if (error instanceof WireError || error instanceof IdleTimeout || error instanceof PeerGone) throw error;
    if (this.#connection.signal.aborted) throw new PeerGone('during a command');
    this.#strikes++;
    this.#session.deps.logger.error({ err: error, connection: this.#connection.id }, 'imap command failed');
    return no('Internal error', 'SERVERBUG');
  }

  async #sendUpdates({ command }: CommandLine): Promise<void> {
    const session = this.#session;
    const policy = command?.updates ?? 'none';
    if (policy === 'none' || session.state !== 'selected') return;
    try {
      if (session.isStale) await session.refresh({ force: false });
    } catch (error) {
      // What could not be read now is told after a later command.
      if (!(error instanceof MailError)) throw error;
      session.deps.logger.warn({ err: error, connection: this.#connection.id }, 'imap view not updated');
    }
    await session.sendUpdates(policy);
  }

  async #reply(tag: string, reply: Reply): Promise<void> {
    this.#strikes = reply.status === 'BAD' ? this.#strikes + 1 : reply.status === 'OK' ? 0 : this.#strikes;
    await this.#connection.write(formatReply(tag, reply));
  }
}
