import { MailError } from '../errors.ts';
import type { Mailbox } from '../model/mailbox.ts';
import { type MailboxAccess, placeOf } from '../store/access/mailbox-access.ts';
import type { MailboxCache, MailboxSnapshot } from '../store/mailbox-cache.ts';
import type { AccountEvent, ChangeNotifier } from './view/change-notifier.ts';
import { MailboxView } from './view/view.ts';

interface SelectionOptions {
  readonly cache: MailboxCache;
  readonly notifier: ChangeNotifier;
  readonly access: MailboxAccess;
  /** A mailbox was left, or could not be opened. */
  readonly onLeft: () => void;
}

/** The mailbox that a client has selected, if any: what it shows and whether it changed since. RFC 9051 §6.3.2. */
export class Selection {
  readonly #options: SelectionOptions;
  #view: MailboxView | null = null;
  /** The mailbox selected, or about to be: its changes count. */
  #opening: Mailbox | null = null;
  #isStale = false;
  /** From the changes of the account whose mailbox this is, when that is another. */
  #unsubscribeOwner: (() => void) | null = null;
  #onStale: (() => void) | null = null;

  constructor(options: SelectionOptions) {
    this.#options = options;
  }

  get view(): MailboxView | null {
    return this.#view;
  }

  /** It changed since it was read. */
  get isStale(): boolean {
    return this.#isStale;
  }

  /** Opens a mailbox. Changes are listened for before the rows are read, so none falls between. */
  async open(mailbox: Mailbox, isReadOnly: boolean): Promise<MailboxView> {
    const { access, notifier } = this.#options;
    this.leave();
    this.#opening = mailbox;
    if (mailbox.accountId !== access.accountId)
      this.#unsubscribeOwner = notifier.subscribe(mailbox.accountId, (event) => this.#noteOwnerEvent(event));
    try {
      const rights = await access.require(placeOf(mailbox), 'r');
      this.#view = new MailboxView(mailbox, isReadOnly, await this.#readSelected(mailbox), rights);
    } catch (error) {
      this.leave();
      throw error;
    }
    return this.#view;
  }

  leave(): void {
    this.#unsubscribeOwner?.();
    this.#unsubscribeOwner = null;
    this.#view = null;
    this.#opening = null;
    this.#isStale = false;
    this.#options.onLeft();
  }

  /** Reads the mailbox anew; without `force` only when a change was announced. */
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

  /** Calls `listener` whenever the mailbox becomes stale, until the function returned is called. For IDLE. */
  onStale(listener: () => void): () => void {
    this.#onStale = listener;
    if (this.#isStale) listener();
    return () => (this.#onStale = null);
  }

  /** What happened to the account that signed in. */
  note(event: AccountEvent): void {
    if (this.#opening === null) return;
    if (event.kind === 'sharing') this.#noteRights(this.#opening);
    else if (event.kind === 'account' && event.mailboxIds.includes(this.#opening.id)) this.#becomeStale();
  }

  /** The rows of any mailbox that the account may read. Throws `mailboxNotFound`, `noPermission`. */
  async readRows(mailbox: Mailbox): Promise<MailboxSnapshot> {
    const { access, cache } = this.#options;
    await access.require(placeOf(mailbox), 'r');
    return cache.get(mailbox.accountId, mailbox.id);
  }

  /** Of the account that owns the mailbox: only its mail matters. */
  #noteOwnerEvent(event: AccountEvent): void {
    if (event.kind === 'account') this.note(event);
  }

  /** Reading anew finds out whether the right to read is still there. */
  #noteRights(opening: Mailbox): void {
    if (opening.accountId !== this.#options.access.accountId) this.#becomeStale();
  }

  #becomeStale(): void {
    this.#isStale = true;
    this.#onStale?.();
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
