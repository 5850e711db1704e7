import { tick } from 'svelte';
import * as actions from '../lib/jmap/actions.ts';
import type { Performed, Target } from '../lib/jmap/actions.ts';
import type { ConversationRow } from '../lib/jmap/conversation-row.ts';
import { inMailbox, search, type ListQuery } from '../lib/jmap/list-query.ts';
import type { MailStore } from '../lib/jmap/mail-store.svelte.ts';
import type { MailboxList } from '../lib/jmap/mailbox-list.svelte.ts';
import { formatMailRoute, parseMailRoute, type MailRoute } from '../lib/mail-route.ts';
import { Router } from '../lib/router.svelte.ts';
import { UndoStack } from '../lib/undo.svelte.ts';
import type { ComposeDesk } from './compose/compose-desk.svelte.ts';

/** What can be done to conversations, as keys and buttons name it. */
export type MailAction =
  'archive' | 'trash' | 'junk' | 'notJunk' | 'star' | 'unstar' | 'markRead' | 'markUnread';

const MOVES: ReadonlySet<MailAction> = new Set(['archive', 'trash', 'junk', 'notJunk']);

/** The mail as one person looks at it now: where, which list, which conversation, and what happens to them. */
export class MailScreen {
  readonly store: MailStore;
  readonly desk: ComposeDesk;
  readonly undo = new UndoStack();
  readonly router = new Router<MailRoute>(parseMailRoute, formatMailRoute);
  /** The conversation the keys act on when none is open. */
  cursor: string | null = $state(null);
  /** Asks before these go for good. */
  destroying: readonly string[] | 'selection' | null = $state.raw(null);
  isMoving = $state(false);
  isHelping = $state(false);
  /** One pane instead of three. */
  isNarrow = $state(false);

  constructor(store: MailStore, desk: ComposeDesk) {
    this.store = store;
    this.desk = desk;
  }

  readonly route = $derived.by(() => this.router.route);

  /** The mailbox that is shown; null in a search over all mail. */
  readonly mailboxId = $derived.by(() => {
    const { mailboxId, search: words } = this.route;
    if (mailboxId !== null && this.store.mailboxes.get(mailboxId)) return mailboxId;
    return words === null ? (this.store.mailboxes.byRole('inbox')?.id ?? null) : null;
  });

  readonly mailbox = $derived.by(() =>
    this.mailboxId === null ? undefined : this.store.mailboxes.get(this.mailboxId),
  );

  readonly list: MailboxList | null = $derived.by(() => {
    const query = this.#query();
    return query && this.store.list(query);
  });

  #query(): ListQuery | null {
    const { search: words } = this.route;
    if (words === null) return this.mailboxId === null ? null : inMailbox(this.mailboxId);
    if (words.trim() === '') return null;
    if (this.mailboxId !== null) return search({ text: words, inMailbox: this.mailboxId });
    const aside = ['junk', 'trash'].flatMap((role) => this.store.mailboxes.byRole(role)?.id ?? []);
    return search({ text: words }, aside);
  }

  // --- going places

  openMailbox(mailboxId: string): void {
    this.cursor = null;
    this.router.go({ mailboxId, search: null, threadId: null });
  }

  openRole(role: string): void {
    const mailbox = this.store.mailboxes.byRole(role);
    if (mailbox) this.openMailbox(mailbox.id);
  }

  openSearch(words: string, mailboxId: string | null): void {
    this.cursor = null;
    this.router.go({ mailboxId, search: words, threadId: null });
  }

  /** Opens a conversation; a single draft opens in the composer instead. */
  openThread(row: Pick<ConversationRow, 'threadId' | 'emails' | 'hasDraft'>): void {
    this.cursor = row.threadId;
    const [only] = row.emails;
    if (row.hasDraft && row.emails.length === 1 && only)
      return this.desk.open({ kind: 'draft', emailId: only.id });
    const { mailboxId, search: words } = this.route;
    const isStep = this.route.threadId !== null;
    this.router.go(
      { mailboxId: mailboxId ?? this.mailboxId, search: words, threadId: row.threadId },
      { replace: isStep },
    );
  }

  closeThread(): void {
    const { threadId } = this.route;
    if (threadId === null) return;
    this.cursor = threadId;
    this.router.go({ ...this.route, threadId: null });
    this.focusCursor();
  }

  /** To the next (1) or previous (-1) conversation of the list; opens it when one is open. */
  step(by: 1 | -1): void {
    const { list } = this;
    if (!list || list.total === 0) return;
    const current = this.route.threadId ?? this.cursor;
    const at = current === null ? -1 : list.indexOf(current);
    const next = at === -1 ? 0 : Math.min(list.total - 1, Math.max(0, at + by));
    const row = list.itemAt(next);
    if (!row) return;
    this.cursor = row.threadId;
    if (this.route.threadId !== null) this.openThread(row);
    else this.focusCursor();
  }

  openCursor(): void {
    const index = this.cursor === null ? -1 : (this.list?.indexOf(this.cursor) ?? -1);
    const row = index === -1 ? undefined : this.list?.itemAt(index);
    if (row) this.openThread(row);
  }

  focusCursor(): void {
    void tick().then(() => document.querySelector<HTMLElement>('[data-cursor=true]')?.focus());
  }

  // --- acting

  /** The selection, else the open conversation, else the one under the cursor. */
  #target(): { target: Target; threadIds: readonly string[] | null } | null {
    const { list, mailboxId } = this;
    if (list && list.selection.size > 0) {
      const { threadIds, isAll } = list.selection;
      return isAll
        ? { target: { list }, threadIds: null }
        : { target: { threadIds, inMailbox: mailboxId }, threadIds };
    }
    const threadId = this.route.threadId ?? this.cursor;
    if (threadId === null) return null;
    return { target: { threadIds: [threadId], inMailbox: mailboxId }, threadIds: [threadId] };
  }

  get targetCount(): number {
    const size = this.list?.selection.size ?? 0;
    if (size > 0) return size;
    return (this.route.threadId ?? this.cursor) === null ? 0 : 1;
  }

  act(action: MailAction): void {
    const chosen = this.#target();
    if (!chosen) return;
    this.#perform(chosen, (target) => actions[action](this.store, target), MOVES.has(action));
    if (action === 'markUnread' && this.route.threadId !== null) this.closeThread();
  }

  moveTo(mailboxId: string): void {
    const chosen = this.#target();
    if (chosen) this.#perform(chosen, (target) => actions.move(this.store, target, mailboxId), true);
  }

  /** Named conversations, for a row's own buttons and for dropping on a mailbox. */
  actOn(threadIds: readonly string[], perform: (target: Target) => Performed): void {
    this.undo.add(perform({ threadIds, inMailbox: this.mailboxId }));
  }

  moveThreads(threadIds: readonly string[], mailboxId: string): void {
    const chosen = { target: { threadIds, inMailbox: this.mailboxId }, threadIds };
    this.#perform(chosen, (target) => actions.move(this.store, target, mailboxId), true);
  }

  /** To the trash; what is in the trash already goes for good, after a question. */
  delete(): void {
    const role = this.mailbox?.role;
    if (role !== 'trash' && role !== 'junk') return this.act('trash');
    const chosen = this.#target();
    if (chosen) this.destroying = (this.list?.selection.size ?? 0) > 0 ? 'selection' : chosen.threadIds;
  }

  destroyConfirmed(): void {
    const chosen = this.#target();
    if (chosen) this.#perform(chosen, (target) => actions.destroy(this.store, target), true);
  }

  toggleStar(): void {
    const chosen = this.#target();
    const [first] = chosen?.threadIds ?? [];
    const index = first === undefined ? -1 : (this.list?.indexOf(first) ?? -1);
    this.act(index !== -1 && this.list?.itemAt(index)?.isStarred ? 'unstar' : 'star');
  }

  toggleJunk(): void {
    this.act(this.mailbox?.role === 'junk' ? 'notJunk' : 'junk');
  }

  #perform(
    { target, threadIds }: { target: Target; threadIds: readonly string[] | null },
    perform: (target: Target) => Performed,
    leavesList: boolean,
  ): void {
    const next = leavesList ? this.#afterLeaving(threadIds) : undefined;
    this.undo.add(perform(target));
    this.list?.selection.clear();
    if (next === undefined) return;
    if (this.route.threadId === null) {
      this.cursor = next?.threadId ?? null;
      this.focusCursor();
    } else if (next && !this.isNarrow) this.openThread(next);
    else {
      this.cursor = next?.threadId ?? null;
      this.router.go({ ...this.route, threadId: null }, { replace: true });
      this.focusCursor();
    }
  }

  /** The conversation to go to when these leave: the next older one that stays, else the next newer. */
  #afterLeaving(leaving: readonly string[] | null): ConversationRow | null {
    const { list } = this;
    if (!list || leaving === null) return null;
    const current = this.route.threadId ?? this.cursor;
    const from = current === null ? 0 : list.indexOf(current);
    const isStaying = (index: number) => {
      const row = list.itemAt(index);
      return row && !leaving.includes(row.threadId) && !(row.hasDraft && row.emails.length === 1)
        ? row
        : null;
    };
    for (let index = Math.max(0, from); index < Math.min(list.total, from + 100); index += 1) {
      const row = isStaying(index);
      if (row) return row;
    }
    for (let index = from - 1; index >= Math.max(0, from - 100); index -= 1) {
      const row = isStaying(index);
      if (row) return row;
    }
    return null;
  }
}
