import { setImmediate } from 'node:timers/promises';
import { MailError, WireError } from '../errors.ts';
import type { AccountId } from '../model/ids.ts';
import { IdleTimeout } from '../net/connection.ts';
import { COMMANDS } from './commands/index.ts';
import { errorText } from './errors.ts';
import type { Pop3Session } from './session-state.ts';
import { MAX_LINE_BYTES, parseCommandLine } from './wire/command.ts';
import { Pop3SyntaxError } from './wire/syntax-error.ts';

/** Refused commands before we hang up: malformed ones, and failed sign-ins. */
const MAX_REFUSALS = 20;
/** From the greeting until somebody has signed in, whatever is sent meanwhile. */
const SIGN_IN_TIMEOUT_MS = 60_000;
/** Pipelined commands answered before other connections get their turn. */
const MAX_COMMANDS_A_TURN = 500;

/** Greets, then answers one command after the other until QUIT, the end of the stream or a limit. RFC 1939 §3. */
export class CommandLoop {
  readonly #session: Pop3Session;
  readonly #signInDeadline: number;
  #refusals = 0;
  #commands = 0;
  /** The account may have been disabled or removed since it was looked at. */
  #isInDoubt = false;

  constructor(session: Pop3Session) {
    this.#session = session;
    this.#signInDeadline = session.deps.clock().getTime() + SIGN_IN_TIMEOUT_MS;
  }

  async run(): Promise<void> {
    const { connection } = this.#session;
    this.#session.greet();
    try {
      while (!this.#session.isOver && this.#mayGoOn() && (await this.#next()));
    } catch (error) {
      // RFC 1939 §3: on the autologout timer the session ends without the UPDATE state.
      if (!(error instanceof IdleTimeout)) throw error;
      this.#session.fail(this.#session.texts.autologout);
    } finally {
      await this.#session.unlock();
      connection.close();
    }
  }

  /** Null: of everybody. */
  noteDirectoryChange(accountId: AccountId | null): void {
    const { account } = this.#session;
    if (account !== null && (accountId === null || accountId === account.id)) this.#isInDoubt = true;
  }

  #mayGoOn(): boolean {
    const { connection, deps, state, texts } = this.#session;
    if (connection.signal.aborted) return this.#giveUp(`[SYS/TEMP] ${texts.closing}`);
    if (this.#refusals > MAX_REFUSALS) return this.#giveUp(texts.tooManyErrors);
    if (state === 'transaction') return true;
    const leftMs = this.#signInDeadline - deps.clock().getTime();
    if (leftMs <= 0) return this.#giveUp(texts.signInSooner);
    connection.setIdleTimeout(Math.min(leftMs, SIGN_IN_TIMEOUT_MS));
    return true;
  }

  #giveUp(reason: string): false {
    this.#session.fail(reason);
    return false;
  }

  /** Answers one command; false at the end of the stream. */
  async #next(): Promise<boolean> {
    const session = this.#session;
    try {
      const line = await session.connection.reader.readLine(MAX_LINE_BYTES);
      // Nothing more will come: a draining server says so, a peer that left hears nothing.
      if (line === null) return session.connection.signal.aborted && this.#mayGoOn();
      await this.#execute(line);
    } catch (error) {
      this.#answerFailure(error);
    }
    await session.room;
    this.#commands += 1;
    if (this.#commands % MAX_COMMANDS_A_TURN === 0) await setImmediate();
    return true;
  }

  async #execute(line: Buffer): Promise<void> {
    const session = this.#session;
    const parsed = parseCommandLine(line);
    const command = COMMANDS.get(parsed.keyword);
    if (!command) throw new Pop3SyntaxError('unknownCommand');
    if (!command.states.includes(session.state)) {
      throw new Pop3SyntaxError(session.state === 'authorization' ? 'signInFirst' : 'alreadySignedIn');
    }
    const args = command.parse(parsed);
    if (this.#isInDoubt && (await this.#isShutOut())) {
      this.#session.end();
      return session.fail(`[SYS/PERM] ${session.texts.accountClosed}`);
    }
    await command.run(session, args);
  }

  async #isShutOut(): Promise<boolean> {
    const { account, deps } = this.#session;
    this.#isInDoubt = false;
    const now = account && (await deps.store.getAccount(account.id));
    return !now || now.isDisabled;
  }

  #answerFailure(error: unknown): void {
    const session = this.#session;
    if (error instanceof WireError) {
      this.#refusals += 1;
      return session.fail(errorText(error, session.texts));
    }
    if (!(error instanceof MailError)) throw error;
    if (session.state === 'authorization') this.#refusals += 1;
    if (error.code === 'unavailable')
      session.deps.logger.error({ err: error, account: session.account?.id }, 'pop3: failed');
    session.fail(errorText(error, session.texts));
  }
}
