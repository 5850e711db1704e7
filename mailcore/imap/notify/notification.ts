import type { AccountId } from '../../model/ids.ts';
import type { AccountEvent } from '../view/change-notifier.ts';
import type { ImapSession, SpokenBetweenCommands } from '../session-state.ts';
import type { NotifyGroup } from '../wire/notify.ts';
import { NewMessages } from './new-messages.ts';
import { reportAll, reportChanges } from './picture-report.ts';
import { ownersOf, type Picture, watchedMailboxes } from './watched-mailboxes.ts';

/** Names of annotations that changed and were not told yet, at most. */
const MAX_ANNOTATIONS = 100;
/** Other accounts one connection listens to, at most. */
const MAX_OWNERS = 100;

/**
 * What NOTIFY SET asked for. Speaks between commands and in IDLE, never while a command is answered; what happens meanwhile is one
 * comparison of two pictures afterwards, so that nothing piles up. Too much to watch ends it with NOTIFICATIONOVERFLOW. RFC 5465.
 */
export class Notification implements SpokenBetweenCommands {
  readonly #session: ImapSession;
  readonly #groups: readonly NotifyGroup[];
  readonly #selected: NotifyGroup | null;
  readonly #newMessages: NewMessages;
  readonly #unsubscribe = new Map<AccountId, () => void>();
  readonly #annotations = new Set<string>();
  #picture: Picture = new Map();
  #isDirty = false;
  #isHeld = true;
  #isOver = false;
  #isIdle = false;
  #stopStale: (() => void) | null = null;
  #running: Promise<void> | null = null;

  constructor(session: ImapSession, groups: readonly NotifyGroup[]) {
    this.#session = session;
    this.#groups = groups;
    this.#selected = groups.find(({ filter }) => filter.kind.startsWith('selected')) ?? null;
    this.#newMessages = new NewMessages(this.#selected?.attributes ?? []);
    this.#listenTo(session.account.id);
  }

  /** Takes the first picture, and with `withStatus` tells it; false when there is too much to watch. */
  async begin(withStatus: boolean): Promise<boolean> {
    const picture = await this.#read();
    if (picture === null) return false;
    this.#picture = picture;
    if (withStatus) await reportAll(this.#session, picture);
    await this.#newMessages.send(this.#session);
    return true;
  }

  /** A command is about to be answered: silence, once what is being said is said. */
  async hold(): Promise<void> {
    this.#isHeld = true;
    this.#stopStale?.();
    this.#stopStale = null;
    await this.#running;
  }

  get tellsSelected(): boolean {
    return this.#selected !== null && !this.#isOver;
  }

  /** Nothing is being answered: speak. In IDLE every expunge may be told. RFC 9051 §7.5.1. */
  release({ isIdle }: { isIdle: boolean }): void {
    if (this.#isOver) return;
    this.#isHeld = false;
    this.#isIdle = isIdle;
    if (this.#selected !== null) this.#stopStale = this.#session.selection.onStale(() => this.#start());
    this.#start();
  }

  dispose(): void {
    this.#isOver = this.#isHeld = true;
    this.#stopStale?.();
    this.#stopStale = null;
    for (const stop of this.#unsubscribe.values()) stop();
    this.#unsubscribe.clear();
  }

  #listenTo(accountId: AccountId): void {
    const stop = this.#session.listenTo(accountId, (event) => this.#note(event));
    this.#unsubscribe.set(accountId, stop);
  }

  #note(event: AccountEvent): void {
    if (event.kind === 'annotations') this.#noteAnnotation(event);
    else if (event.kind === 'sharing' || (event.kind === 'account' && event.types.includes('Mailbox')))
      this.#isDirty = true;
    this.#start();
  }

  #noteAnnotation({ mailboxId, name }: AccountEvent & { kind: 'annotations' }): void {
    const watched = mailboxId === null ? null : this.#picture.get(mailboxId);
    const isWanted =
      mailboxId === null
        ? this.#groups.some(({ events }) => events.has('ServerMetadataChange'))
        : watched?.events.has('MailboxMetadataChange');
    if (!isWanted) return;
    const path = watched?.entry.path ?? '';
    this.#annotations.add(`METADATA ${this.#session.encodeMailbox(path)} ${name}`);
    if (this.#annotations.size > MAX_ANNOTATIONS) this.#isDirty = true;
  }

  #start(): void {
    if (this.#isHeld) return;
    this.#running ??= this.#run().finally(() => (this.#running = null));
  }

  async #run(): Promise<void> {
    const session = this.#session;
    try {
      // Once even when nothing is stale: a command may have announced messages that are to be fetched.
      do {
        await this.#tellSelected();
        if (this.#annotations.size > MAX_ANNOTATIONS) return this.#overflow();
        for (const line of this.#annotations) void session.untagged(line);
        this.#annotations.clear();
        if (this.#isDirty && !(await this.#tellOthers())) return this.#overflow();
      } while (!this.#isHeld && (this.#isDirty || this.#annotations.size > 0 || this.#isStale));
    } catch (error) {
      // The next change, or the next command, tries again.
      session.deps.logger.warn({ err: error, connection: session.connection.id }, 'imap notify failed');
    }
  }

  get #isStale(): boolean {
    return this.#stopStale !== null && this.#session.isStale;
  }

  async #tellSelected(): Promise<void> {
    const session = this.#session;
    if (this.#isStale) {
      await session.refresh({ force: false });
      const isDelayed = this.#selected?.filter.kind === 'selectedDelayed' && !this.#isIdle;
      await session.sendUpdates(isDelayed ? 'noExpunge' : 'all');
    }
    await this.#newMessages.send(session);
  }

  /** False when there is too much to watch. */
  async #tellOthers(): Promise<boolean> {
    this.#isDirty = false;
    const next = await this.#read();
    if (next === null) return false;
    const before = this.#picture;
    this.#picture = next;
    await reportChanges(this.#session, before, next);
    return true;
  }

  async #read(): Promise<Picture | null> {
    const picture = watchedMailboxes(await this.#session.mailboxes(), this.#groups);
    const owners = picture && ownersOf(picture, this.#session.account.id);
    if (owners === null || owners.size > MAX_OWNERS) return null;
    for (const owner of owners) if (!this.#unsubscribe.has(owner)) this.#listenTo(owner);
    return picture;
  }

  /** RFC 5465 §5.8: from here on it is as after NOTIFY NONE. */
  #overflow(): void {
    this.dispose();
    void this.#session.untagged('OK [NOTIFICATIONOVERFLOW] Too much changes to be told');
  }
}
