import type { Account } from '../../model/account.ts';
import type { Origin } from '../../model/envelope.ts';
import type { Connection } from '../../net/connection.ts';
import { saslContext, type SaslContext } from '../../sasl/sasl.ts';
import type { MailArguments } from '../wire/mail.ts';
import { formatReply } from '../wire/reply.ts';
import type { SmtpDeps, SmtpServerOptions } from './deps.ts';
import { Transaction } from './transaction.ts';

/** `connected`: before EHLO. `greeted`: between transactions. `mail`: in a transaction. RFC 5321 §4.1.4. */
export type SmtpState = 'connected' | 'greeted' | 'mail';

/** What one connection has said so far, and the replies on their way to it: all that a command sees. */
export class SmtpSession {
  readonly deps: SmtpDeps;
  readonly options: SmtpServerOptions;
  readonly connection: Connection;
  account: Account | null = null;
  transaction: Transaction | null = null;
  #helo: { readonly name: string; readonly isExtended: boolean } | null = null;
  #replies = '';
  #isOver = false;

  constructor(deps: SmtpDeps, options: SmtpServerOptions, connection: Connection) {
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

  get loginContext(): SaslContext {
    return saslContext('smtp', this.connection, this.mayAuthenticate);
  }

  /** What AUTH may name, best first; empty where it is not offered. RFC 4954 §4. */
  get mechanisms(): readonly string[] {
    if (this.options.kind !== 'submission' || this.account) return [];
    return this.deps.authenticator.mechanisms(this.loginContext);
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** How much is queued: one character is one byte. */
  get heldReplyBytes(): number {
    return this.#replies.length;
  }

  /** Queues a reply. All replies to the commands of one chunk leave together. RFC 2920 §3.2. */
  reply(code: number, enhanced: string, text: string | readonly string[]): void {
    this.replyWith(formatReply(code, enhanced, text));
  }

  /** Queues a formatted reply. */
  replyWith(reply: string): void {
    this.#replies += reply;
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

  /** The reply queued last is the last. */
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
}
