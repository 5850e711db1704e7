import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { Account } from '../model/account.ts';
import { PeerGone, type Connection } from '../net/connection.ts';
import { saslContext, type Authenticator, type SaslContext } from '../sasl/sasl.ts';
import type { Blobs } from '../store/blobs.ts';
import type { Bus } from '../store/bus.ts';
import type { MailboxCache } from '../store/mailbox-cache.ts';
import type { MaildropLock } from '../store/maildrop-store.ts';
import type { Store } from '../store/store.ts';
import { DEFAULT_LANGUAGE, type Language } from './language.ts';
import { Maildrop } from './maildrop.ts';
import type { Pop3Texts } from './texts-en.ts';
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
  /** Of the replies; chosen by LANG. */
  language: Language = DEFAULT_LANGUAGE;
  /** The client said UTF8. */
  isUtf8 = false;
  /** What APOP is computed over; null where it is not offered. RFC 1939 §7. */
  #timestamp: string | null = null;
  #lock: MaildropLock | null = null;
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

  get texts(): Pop3Texts {
    return this.language.texts;
  }

  get timestamp(): string | null {
    return this.#timestamp;
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

  /** The first line of the connection; with a timestamp only where APOP is offered. RFC 1939 §4, §7. */
  greet(): void {
    const { config, authenticator } = this.deps;
    if (authenticator.offersLegacy)
      this.#timestamp = `<${randomBytes(9).toString('hex')}.${this.connection.id}@${config.hostname}>`;
    const mark = this.#timestamp ? ` ${this.#timestamp}` : '';
    this.ok(`${config.hostname} ${this.texts.ready}${mark}`);
  }

  ok(text: string): void {
    this.#room = this.connection.write(wireForm(`+OK ${text}\r\n`));
  }

  fail(text: string): void {
    this.#room = this.connection.write(wireForm(`-ERR ${text}\r\n`));
  }

  /** Sends a listing; none of its lines may start with a dot. */
  async lines(first: string, lines: Iterable<string>): Promise<void> {
    let text = `+OK ${first}\r\n`;
    for (const line of lines) {
      text += `${line}\r\n`;
      if (text.length < LISTING_CHUNK_CHARS) continue;
      await this.connection.write(wireForm(text));
      text = '';
    }
    this.#room = this.connection.write(wireForm(`${text}.\r\n`));
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

  /**
   * Enters the transaction state, or says that the client came too soon. Throws `inUse` while another session has the maildrop,
   * `mailboxNotFound`. RFC 1939 §4.
   */
  async signIn(account: Account): Promise<void> {
    const { store, config } = this.deps;
    if (config.pop3.exclusive) this.#lock = await store.lockMaildrop(account.id);
    try {
      await this.#open(account);
    } finally {
      if (!this.#maildrop) await this.unlock();
    }
  }

  async #open(account: Account): Promise<void> {
    const { store, cache, config, clock } = this.deps;
    const delayMs = config.pop3.loginDelay * 1_000;
    const now = clock();
    const waitUntil = delayMs === 0 ? null : await store.admitToMaildrop(account.id, now, delayMs);
    if (waitUntil) {
      const seconds = Math.ceil((waitUntil.getTime() - now.getTime()) / 1_000);
      // RFC 2449 §8.1.1
      return this.fail(`[LOGIN-DELAY] ${this.texts.waitSeconds(seconds)}`);
    }
    const maildrop = await Maildrop.open(store, cache, account.id);
    this.#maildrop = maildrop;
    this.#account = account;
    this.connection.setIdleTimeout(config.limits.popIdleTimeoutMs);
    this.ok(this.texts.opened(maildrop.count, maildrop.totalBytes));
  }

  /** Lets the next session of this account in. */
  async unlock(): Promise<void> {
    await this.#lock?.release();
    this.#lock = null;
  }

  /** RFC 2595 §4: what was said before TLS is forgotten. */
  forget(): void {
    this.userName = null;
    this.language = DEFAULT_LANGUAGE;
  }

  end(): void {
    this.#isOver = true;
  }
}

/** Text goes out in UTF-8; a string is taken for bytes, one each. RFC 6856 §3.1. */
function wireForm(text: string): string | Buffer {
  return /^[\x00-\x7f]*$/.test(text) ? text : Buffer.from(text, 'utf8');
}
