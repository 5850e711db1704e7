import type { Account } from '../model/account.ts';
import type { AccountId } from '../model/ids.ts';
import type { Mailbox } from '../model/mailbox.ts';
import type { Connection } from '../net/connection.ts';
import { saslContext, type SaslContext } from '../sasl/sasl.ts';
import { MailboxAccess } from '../store/access/mailbox-access.ts';
import type { MailStore } from '../store/access/shared-mail.ts';
import type { MailboxCache } from '../store/mailbox-cache.ts';
import { capabilityList } from './capabilities.ts';
import type { CommandReader } from './command-reader.ts';
import type { FollowedResults } from './context/followed-results.ts';
import type { ImapDeps } from './deps.ts';
import { EnabledExtensions } from './enabled-extensions.ts';
import { jmapUrl } from './jmap-url.ts';
import { MailboxTree } from './mailboxes/mailbox-tree.ts';
import type { MailboxEntry } from './mailboxes/mailbox-tree.ts';
import { isSharedPath } from './mailboxes/shared-namespace.ts';
import type { RowValueCache } from './row-values.ts';
import { Selection } from './selection.ts';
import type { AccountEvent, ChangeNotifier } from './view/change-notifier.ts';
import type { MailboxView, UpdatePolicy } from './view/view.ts';
import { encodeMailbox } from './wire/encoder.ts';

/** RFC 9051 §3. Logout is no state of ours: the session is over. */
export type State = 'notAuthenticated' | 'authenticated' | 'selected';

/** What the sessions of a handler share, and are made of. */
interface Shared {
  readonly cache: MailboxCache;
  readonly notifier: ChangeNotifier;
  readonly values: RowValueCache;
  readonly followResults: (session: ImapSession) => FollowedResults;
}

/** Something that speaks between commands and keeps silent while one is answered. */
export interface SpokenBetweenCommands {
  /** It tells of the selected mailbox, too: then nobody else does. */
  readonly tellsSelected: boolean;
  hold(): Promise<void>;
  release(options: { isIdle: boolean }): void;
  dispose(): void;
}

/** What one connection has become: who signed in, what is selected, what is enabled. Commands act on it. */
export class ImapSession {
  readonly connection: Connection;
  readonly deps: ImapDeps;
  readonly reader: CommandReader;
  /** What SORT and THREAD compare. */
  readonly values: RowValueCache;
  readonly enabled = new EnabledExtensions();
  /** Searches of the selected mailbox whose results the client follows. */
  readonly contexts: FollowedResults;
  /** Set by LOGOUT: the loop ends after the reply. */
  isOver = false;
  /** Set by STARTTLS and COMPRESS: what the loop does once the reply is out. */
  afterReply: (() => Promise<void> | void) | null = null;
  /** Tag of the command being run: ESEARCH names it. RFC 4731 §3.1. */
  tag = '*';
  /** What NOTIFY SET asked for; null when nothing. */
  notification: SpokenBetweenCommands | null = null;
  readonly #shared: Shared;
  #account: Account | null = null;
  #access: MailboxAccess | null = null;
  #selection: Selection | null = null;
  #unsubscribe: (() => void) | null = null;

  constructor(connection: Connection, reader: CommandReader, deps: ImapDeps, shared: Shared) {
    this.connection = connection;
    this.reader = reader;
    this.deps = deps;
    this.#shared = shared;
    this.values = shared.values;
    this.contexts = shared.followResults(this);
  }

  get state(): State {
    if (this.#account === null) return 'notAuthenticated';
    return this.selected === null ? 'authenticated' : 'selected';
  }

  /** The account signed in; only for commands of the states that have one. */
  get account(): Account {
    if (this.#account === null) throw new Error('no account in this state');
    return this.#account;
  }

  /** What the account may do in its mail and that of others; only for commands of the states that have one. */
  get access(): MailboxAccess {
    if (this.#access === null) throw new Error('no account in this state');
    return this.#access;
  }

  /** The store for the mail of the account that a mailbox belongs to: what is not allowed there throws. */
  storeOf(mailbox: Pick<Mailbox, 'accountId'>): MailStore {
    return this.access.storeOf(mailbox.accountId);
  }

  /** What is selected, if anything; only for commands of the states that have an account. */
  get selection(): Selection {
    if (this.#selection === null) throw new Error('no account in this state');
    return this.#selection;
  }

  /** The selected mailbox; only for commands of the selected state. */
  get view(): MailboxView {
    const view = this.#selection?.view ?? null;
    if (view === null) throw new Error('no mailbox in this state');
    return view;
  }

  get selected(): Mailbox | null {
    return this.#selection?.view?.mailbox ?? null;
  }

  /** Credentials may travel on this connection. RFC 9051 §11.1. */
  get maySignIn(): boolean {
    const { isSecure, isLoopback } = this.connection;
    return isSecure || (isLoopback && this.deps.config.tls.allowPlainOnLoopback);
  }

  get loginContext(): SaslContext {
    return saslContext('imap', this.connection, this.maySignIn);
  }

  /** By ENABLE, or by a command that only makes sense with it: then the client learns where it stands. RFC 7162 §3.1. */
  enableCondstore(): void {
    if (this.enabled.hasCondstore) return;
    this.enabled.add('CONDSTORE');
    if (this.selected !== null) void this.untagged(`OK [HIGHESTMODSEQ ${this.view.toldModseq}] Highest`);
  }

  /** The response code of a command whose expunges the client is told of; null for a client that counts no mod-sequences. RFC 7162 §3.2.7. */
  get highestModseq(): string | null {
    return this.enabled.hasCondstore ? `HIGHESTMODSEQ ${this.view.highestModseq}` : null;
  }

  get capabilities(): string {
    return capabilityList({
      isAuthenticated: this.#account !== null,
      canStartTls: this.connection.canStartTls,
      maySignIn: this.maySignIn,
      mechanisms: this.deps.authenticator.mechanisms(this.loginContext),
      maxMessageBytes: this.deps.config.limits.maxMessageBytes,
      messageLimit: this.deps.config.limits.imapMessageLimit,
      hasJmapUrl: jmapUrl(this.deps.config) !== null,
    });
  }

  /** Sends `* text`. */
  untagged(text: string): Promise<void> | undefined {
    return this.connection.write(`* ${text}\r\n`);
  }

  /** Sends `+ text`: the client may go on. */
  continuation(text: string): Promise<void> | undefined {
    return this.connection.write(`+ ${text}\r\n`);
  }

  encodeMailbox(path: string): string {
    return encodeMailbox(path, this.enabled.isUtf8);
  }

  signIn(account: Account): void {
    this.#account = account;
    const { cache, notifier } = this.#shared;
    const access = new MailboxAccess(this.deps.store, account.id);
    this.#access = access;
    this.#selection = new Selection({ cache, notifier, access, onLeft: () => this.contexts.clear() });
    this.#unsubscribe = notifier.subscribe(account.id, (event) => this.#noteEvent(event));
    this.reader.maxDiscardedBytes = 2 * this.deps.config.limits.maxMessageBytes;
    this.connection.setIdleTimeout(this.deps.config.limits.imapIdleTimeoutMs);
    this.deps.logger.info({ connection: this.connection.id, account: account.address }, 'imap sign-in');
  }

  /** All mailboxes the account may see; without `withShared` only its own. */
  async mailboxes(options: { withShared: boolean } = { withShared: true }): Promise<MailboxTree> {
    const [own, shared] = await Promise.all([
      this.deps.store.listMailboxes(this.account.id),
      options.withShared ? this.access.listShared() : [],
    ]);
    return new MailboxTree(own, shared);
  }

  /** The mailbox of a path, its own or another's; null when there is none to be seen. */
  async findMailbox(path: string): Promise<Mailbox | null> {
    return (await this.mailboxes({ withShared: isSharedPath(path) })).find(path);
  }

  /** As {@link findMailbox}. Throws `mailboxNotFound`. */
  async getMailbox(path: string): Promise<Mailbox> {
    return (await this.getEntry(path)).mailbox;
  }

  /** As {@link getMailbox}, with what else its LIST response says. */
  async getEntry(path: string): Promise<MailboxEntry> {
    return (await this.mailboxes({ withShared: isSharedPath(path) })).entry(path);
  }

  /** Calls `listener` for what happens to an account. Returns the way to stop. */
  listenTo(accountId: AccountId, listener: (event: AccountEvent) => void): () => void {
    return this.#shared.notifier.subscribe(accountId, listener);
  }

  endNotification(): void {
    this.notification?.dispose();
    this.notification = null;
  }

  /** The session is over: nobody is listened to any more. */
  dispose(): void {
    this.endNotification();
    this.#unsubscribe?.();
    this.#selection?.leave();
  }

  /** The selected mailbox changed since it was read. */
  get isStale(): boolean {
    return this.#selection?.isStale ?? false;
  }

  /** Reads the selected mailbox anew; without `force` only when a change was announced. */
  async refresh(options: { force: boolean }): Promise<void> {
    await this.#selection?.refresh(options);
  }

  /** Sends what the client may be told at this point. */
  sendUpdates(policy: UpdatePolicy): Promise<void> | undefined {
    const view = this.#selection?.view ?? null;
    if (view === null) return undefined;
    const { hasCondstore, hasQresync, isUidOnly } = this.enabled;
    const form = { withModseq: hasCondstore, withVanished: hasQresync || isUidOnly, isUidOnly };
    // RFC 5267 §4.3.4: a result loses what was expunged while its number is still good.
    const removals = policy === 'none' ? '' : this.contexts.takeExpunged(view);
    const updates = removals + view.takeUpdates(policy, form) + this.#resyncPoint(view, policy);
    const room = updates === '' ? undefined : this.connection.write(updates);
    return this.contexts.isEmpty || policy === 'none' ? room : this.contexts.report();
  }

  /**
   * The MODSEQs just sent may be higher than those of expunges the client has not heard of: after a lost connection it must ask from
   * before them. Erratum 1810 of RFC 5162, RFC 7162 §3.2.2.
   */
  #resyncPoint(view: MailboxView, policy: UpdatePolicy): string {
    if (policy !== 'noExpunge' || !this.enabled.hasQresync || !view.withholdsExpunges) return '';
    return `* OK [HIGHESTMODSEQ ${view.toldModseq}] Expunges are still to come\r\n`;
  }

  #noteEvent(event: AccountEvent): void {
    if (event.kind === 'directory') void this.#endIfShutOut();
    else this.selection.note(event);
  }

  /** An account that is disabled or removed loses its sessions, whatever they are doing. */
  async #endIfShutOut(): Promise<void> {
    try {
      const account = await this.deps.store.getAccount(this.account.id);
      if (account !== null && !account.isDisabled) return;
    } catch (error) {
      this.deps.logger.warn({ err: error, connection: this.connection.id }, 'imap account not checked');
      return;
    }
    void this.untagged('BYE [UNAVAILABLE] This account is closed');
    this.connection.close();
  }
}
