import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { Account } from '../model/account.ts';
import { PeerGone, type Connection } from '../net/connection.ts';
import { saslContext, type Authenticator, type SaslContext } from '../sasl/sasl.ts';
import type { Blobs } from '../store/blobs.ts';
import type { Bus } from '../store/bus.ts';
import type { MailboxCache } from '../store/mailbox-cache.ts';
import type { Store } from '../store/store.ts';
import { Maildrop } from './maildrop.ts';
import { dotStuffed } from './wire/dot-stuffing.ts';

export interface Pop3Deps {
  readonly config: Config;
  readonly store: Store;
  readonly blobs: Blobs;
  readonly bus: Bus;
  readonly cache: MailboxCache;
  readonly authenticator: Authenticator;
  readonly logger: Logger;
  readonly clock: () => Date;
}

/** RFC 1939 §3; the UPDATE state is the run of QUIT. */
export type Pop3State = 'authorization' | 'transaction';

/** Lines of a listing gathered before they are sent. */
const LISTING_CHUNK_CHARS = 16 * 1024;

/** What the commands of one connection share: who signed in, the maildrop, and the ways to answer. RFC 1939. */
export class Pop3Session {
  readonly deps: Pop3Deps;
  readonly connection: Connection;
  /** The name given by USER, until PASS. */
  userName: string | null = null;
  #account: Account | null = null;
  #maildrop: Maildrop | null = null;
  #isOver = false;
  #room: Promise<void> | undefined;

  constructor(deps: Pop3Deps, connection: Connection) {
    this.deps = deps;
    this.connection = connection;
  }

  get state(): Pop3State {
    return this.#maildrop ? 'transaction' : 'authorization';
  }

  get account(): Account | null {
    return this.#account;
  }

  /** Only in the transaction state. */
  get maildrop(): Maildrop {
    if (!this.#maildrop) throw new Error('no maildrop before sign-in');
    return this.#maildrop;
  }

  /** No command follows. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Resolves when the peer has taken enough of what it was told. */
  get room(): Promise<void> | undefined {
    return this.#room;
  }

  /** Whether a password may cross this connection. RFC 2595 §3, RFC 8314 §4.1. */
  get mayLogIn(): boolean {
    const { isSecure, isLoopback } = this.connection;
    return isSecure || (isLoopback && this.deps.config.tls.allowPlainOnLoopback);
  }

  get loginContext(): SaslContext {
    return saslContext('pop3', this.connection, this.mayLogIn);
  }

  ok(text: string): void {
    this.#room = this.connection.write(`+OK ${text}\r\n`);
  }

  fail(text: string): void {
    this.#room = this.connection.write(`-ERR ${text}\r\n`);
  }

  /** Sends a listing; none of its lines may start with a dot. */
  async lines(first: string, lines: Iterable<string>): Promise<void> {
    let text = `+OK ${first}\r\n`;
    for (const line of lines) {
      text += `${line}\r\n`;
      if (text.length < LISTING_CHUNK_CHARS) continue;
      await this.connection.write(text);
      text = '';
    }
    this.#room = this.connection.write(`${text}.\r\n`);
  }

  /**
   * Sends message text. Throws what `chunks` throws before its first chunk; after that there is no way to say `-ERR`, so a
   * body that breaks off ends the connection: the client must not take a part for the whole.
   */
  async body(first: string, chunks: AsyncIterable<Buffer>): Promise<void> {
    const iterator = dotStuffed(chunks);
    const beginning = await iterator.next();
    this.ok(first);
    if (!beginning.done) this.#room = this.connection.write(beginning.value);
    await this.#room;
    try {
      await this.connection.writeStream(iterator);
    } catch (error) {
      if (error instanceof PeerGone) throw error;
      this.deps.logger.error({ err: error, account: this.#account?.id }, 'pop3: a message broke off');
      this.connection.destroy();
      this.end();
    }
  }

  /** Enters the transaction state. */
  async signIn(account: Account): Promise<void> {
    const { store, cache, config } = this.deps;
    const maildrop = await Maildrop.open(store, cache, account.id);
    this.#maildrop = maildrop;
    this.#account = account;
    this.connection.setIdleTimeout(config.limits.popIdleTimeoutMs);
    this.ok(`${maildrop.count} messages (${maildrop.totalBytes} octets)`);
  }

  end(): void {
    this.#isOver = true;
  }
}
