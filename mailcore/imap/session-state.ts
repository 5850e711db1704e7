import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { MailError } from '../errors.ts';
import type { Account } from '../model/account.ts';
import type { AccountId } from '../model/ids.ts';
import type { Mailbox } from '../model/mailbox.ts';
import type { Connection } from '../net/connection.ts';
import { saslContext, type Authenticator, type SaslContext } from '../sasl/sasl.ts';
import { MailboxAccess, placeOf } from '../store/access/mailbox-access.ts';
import type { MailStore } from '../store/access/shared-mail.ts';
import type { Blobs } from '../store/blobs.ts';
import type { Bus } from '../store/bus.ts';
import type { MailboxCache, MailboxSnapshot } from '../store/mailbox-cache.ts';
import type { Search } from '../store/search.ts';
import type { Store } from '../store/store.ts';
import { capabilityList } from './capabilities.ts';
import type { Extension } from './capabilities.ts';
import type { AccountEvent, ChangeNotifier } from './change-notifier.ts';
import type { CommandReader } from './command-reader.ts';
import type { FollowedResults } from './context/followed-results.ts';
import { jmapUrl } from './jmap-url.ts';
import { MailboxTree } from './mailbox-tree.ts';
import type { MailboxEntry } from './mailbox-tree.ts';
import type { RowValueCache } from './row-values.ts';
import { isSharedPath } from './shared-namespace.ts';
import { MailboxView } from './view.ts';
import type { UpdatePolicy } from './view.ts';
import { encodeMailbox } from './wire/encoder.ts';

/** RFC 9051 §3. Logout is no state of ours: the session is over. */
export type State = 'notAuthenticated' | 'authenticated' | 'selected';

export interface ImapDeps {
  readonly config: Config;
  readonly store: Store;
  readonly blobs: Blobs;
  readonly bus: Bus;
  readonly search: Search;
  readonly authenticator: Authenticator;
  readonly cache?: MailboxCache;
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>;
  readonly clock: () => Date;
  /** How often a client is told that a long command goes on. */
  readonly progressIntervalMs?: number;
}

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
  readonly enabled = new Set<Extension>();
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
  readonly #cache: MailboxCache;
  readonly #notifier: ChangeNotifier;
  #account: Account | null = null;
  #access: MailboxAccess | null = null;
  #view: MailboxView | null = null;
  /** The mailbox selected, or about to be: its changes count. */
  #opening: Mailbox | null = null;
  #isStale = false;
  #unsubscribe: (() => void) | null = null;
  /** From the changes of the account whose mailbox is selected, when that is another. */
  #unsubscribeOwner: (() => void) | null = null;
  #onStale: (() => void) | null = null;

  constructor(connection: Connection, reader: CommandReader, deps: ImapDeps, shared: Shared) {
    this.connection = connection;
    this.reader = reader;
    this.deps = deps;
    this.#cache = shared.cache;
    this.#notifier = shared.notifier;
    this.values = shared.values;
    this.contexts = shared.followResults(this);
  }

  get state(): State {
    if (this.#account === null) return 'notAuthenticated';
    return this.#view === null ? 'authenticated' : 'selected';
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

  /** The selected mailbox; only for commands of the selected state. */
  get view(): MailboxView {
    if (this.#view === null) throw new Error('no mailbox in this state');
    return this.#view;
  }

  get selected(): Mailbox | null {
    return this.#view?.mailbox ?? null;
  }

  /** Credentials may travel on this connection. RFC 9051 §11.1. */
  get maySignIn(): boolean {
    const { isSecure, isLoopback } = this.connection;
    return isSecure || (isLoopback && this.deps.config.tls.allowPlainOnLoopback);
  }

  get loginContext(): SaslContext {
    return saslContext('imap', this.connection, this.maySignIn);
  }

  /** Mailbox names travel as UTF-8. RFC 6855 §3, RFC 9051 §5.1. */
  get isUtf8(): boolean {
    return this.enabled.has('UTF8=ACCEPT') || this.isRev2;
  }

  /** The client speaks IMAP4rev2. RFC 9051 §6.3.1. */
  get isRev2(): boolean {
    return this.enabled.has('IMAP4rev2');
  }

  /** Sequence numbers are neither taken nor given. RFC 9586 §3. */
  get isUidOnly(): boolean {
    return this.enabled.has('UIDONLY');
  }

  /** MODSEQ goes into every FETCH about flags. RFC 7162 §3.1. */
  get hasCondstore(): boolean {
    return this.enabled.has('CONDSTORE');
  }

  /** By ENABLE, or by a command that only makes sense with it: then the client learns where it stands. RFC 7162 §3.1. */
  enableCondstore(): void {
    if (this.hasCondstore) return;
    this.enabled.add('CONDSTORE');
    if (this.#view !== null) void this.untagged(`OK [HIGHESTMODSEQ ${this.#view.toldModseq}] Highest`);
  }

  /** Expunges are told by UID, and those of before can be asked for. RFC 7162 §3.2.3. */
  get hasQresync(): boolean {
    return this.enabled.has('QRESYNC');
  }

  /** The response code of a command whose expunges the client is told of; null for a client that counts no mod-sequences. RFC 7162 §3.2.7. */
  get highestModseq(): string | null {
    return this.hasCondstore ? `HIGHESTMODSEQ ${this.view.highestModseq}` : null;
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
    return encodeMailbox(path, this.isUtf8);
  }

  signIn(account: Account): void {
    this.#account = account;
    this.#access = new MailboxAccess(this.deps.store, account.id);
    this.#unsubscribe = this.#notifier.subscribe(account.id, (event) => this.#noteEvent(event));
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

  /** The selected mailbox changed since it was read. */
  get isStale(): boolean {
    return this.#isStale;
  }

  /** Opens a mailbox. Changes are listened for before the rows are read, so none falls between. */
  async select(mailbox: Mailbox, isReadOnly: boolean): Promise<MailboxView> {
    this.deselect();
    this.#opening = mailbox;
    if (mailbox.accountId !== this.account.id)
      this.#unsubscribeOwner = this.#notifier.subscribe(mailbox.accountId, (event) =>
        this.#noteOwnerEvent(event),
      );
    try {
      const rights = await this.access.require(placeOf(mailbox), 'r');
      this.#view = new MailboxView(mailbox, isReadOnly, await this.#readSelected(mailbox), rights);
    } catch (error) {
      this.deselect();
      throw error;
    }
    return this.#view;
  }

  deselect(): void {
    this.#unsubscribeOwner?.();
    this.#unsubscribeOwner = null;
    this.#view = null;
    this.#opening = null;
    this.#isStale = false;
    this.contexts.clear();
  }

  /** Calls `listener` for what happens to an account. Returns the way to stop. */
  listenTo(accountId: AccountId, listener: (event: AccountEvent) => void): () => void {
    return this.#notifier.subscribe(accountId, listener);
  }

  endNotification(): void {
    this.notification?.dispose();
    this.notification = null;
  }

  /** The session is over: nobody is listened to any more. */
  dispose(): void {
    this.endNotification();
    this.#unsubscribe?.();
    this.deselect();
  }

  /** Reads the selected mailbox anew; without `force` only when a change was announced. */
  async refresh(options: { force: boolean }): Promise<void> {
    const view = this.#view;
    if (view === null || (!this.#isStale && !options.force)) return;
    this.#isStale = false;
    try {
      view.update(await this.#readSelected(view.mailbox));
    } catch (error) {
      this.#isStale = true;
      throw error;
    }
  }

  /** Sends what the client may be told at this point. */
  sendUpdates(policy: UpdatePolicy): Promise<void> | undefined {
    const view = this.#view;
    if (view === null) return undefined;
    const { hasCondstore, hasQresync, isUidOnly } = this;
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
    if (policy !== 'noExpunge' || !this.hasQresync || !view.withholdsExpunges) return '';
    return `* OK [HIGHESTMODSEQ ${view.toldModseq}] Expunges are still to come\r\n`;
  }

  /** Calls `listener` whenever the selected mailbox becomes stale, until the function returned is called. For IDLE. */
  onStale(listener: () => void): () => void {
    this.#onStale = listener;
    if (this.#isStale) listener();
    return () => (this.#onStale = null);
  }

  #noteEvent(event: AccountEvent): void {
    if (event.kind === 'directory') void this.#endIfShutOut();
    else if (this.#opening === null) return;
    else if (event.kind === 'sharing') this.#noteRights(this.#opening);
    else if (event.kind === 'account' && event.mailboxIds.includes(this.#opening.id)) this.#becomeStale();
  }

  /** Of the account that owns the selected mailbox: only its mail matters. */
  #noteOwnerEvent(event: AccountEvent): void {
    if (event.kind === 'account') this.#noteEvent(event);
  }

  /** Reading anew finds out whether the right to read is still there. */
  #noteRights(opening: Mailbox): void {
    if (opening.accountId !== this.account.id) this.#becomeStale();
  }

  #becomeStale(): void {
    this.#isStale = true;
    this.#onStale?.();
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

  /** The rows of any mailbox that the account may read. Throws `mailboxNotFound`, `noPermission`. */
  async readRows(mailbox: Mailbox): Promise<MailboxSnapshot> {
    await this.access.require(placeOf(mailbox), 'r');
    return this.#cache.get(mailbox.accountId, mailbox.id);
  }

  /** A mailbox deleted under a session, or taken from it, is one whose messages are all expunged. RFC 2180 §3.3. */
  async #readSelected(mailbox: Mailbox): Promise<MailboxSnapshot> {
    try {
      return await this.readRows(mailbox);
    } catch (error) {
      if (!isOutOfReach(error) || this.#view === null) throw error;
      const { modseq, highestModseq } = this.#view;
      return { rows: NO_ROWS, modseq, highestModseq };
    }
  }
}

function isOutOfReach(error: unknown): boolean {
  return error instanceof MailError && (error.code === 'mailboxNotFound' || error.code === 'noPermission');
}

const NO_ROWS: MailboxSnapshot['rows'] = {
  uids: new Uint32Array(),
  emailIds: new Float64Array(),
  threadIds: new Float64Array(),
  modseqs: new Float64Array(),
  receivedAt: new Float64Array(),
  sentAt: new Float64Array(),
  sentOffsets: new Int16Array(),
  sizes: new Float64Array(),
  flags: new Uint8Array(),
  deleted: new Uint8Array(),
  custom: new Map(),
};
