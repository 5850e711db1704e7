import type { Id, QueryChangesResponse } from '../../../mailcore/jmap/types.ts';
import type { Call } from './batch.ts';
import { conversationRow, type ConversationRow } from './conversation-row.ts';
import type { ListEmail } from './email.ts';
import { failureOf, type Failure } from './failure.ts';
import { ListOverlay } from './list-overlay.ts';
import { mayMatch, type ListQuery } from './list-query.ts';
import { PAGE_SIZE, requestPage, requestQueryChanges, type ListPage } from './list-request.ts';
import { isHeld, loadThreads, shownEmails, type MailState } from './mail-state.ts';
import { OverlaidIds } from './overlaid-ids.ts';
import { PageQueue } from './page-queue.ts';
import { Selection, type SelectableRows } from './selection.svelte.ts';
import { SparseIds } from './sparse-ids.ts';

/** Rows read before the first one on screen when the list is read anew. */
const ANCHOR_ROWS = 10;
/** How often a page is asked for again because the list changes faster than it is read. */
const MAX_CATCH_UPS = 2;

/**
 * The conversations of a mailbox or a search, newest first, addressable by position over their whole number; pages are read as they are
 * looked at. Kept up to date by `Email/queryChanges` and, before that, by pending changes.
 */
export class MailboxList implements SelectableRows {
  readonly query: ListQuery;
  readonly selection = new Selection(this);
  /** True until the first page has come. */
  isLoading = $state(true);
  /** Why the last page could not be read; null after a success. */
  failure: Failure | null = $state.raw(null);

  #state: MailState;
  #truth = new SparseIds();
  #shown = new OverlaidIds(this.#truth);
  #threadIds = new Map<Id, Id>();
  #overlay: ListOverlay;
  #pages = new PageQueue((page) => this.#loadPage(page));
  #queryState: string | null = null;
  /** Grows with every change of the ids, which are no runes themselves. */
  #version = $state(0);
  #missing = new Set<number>();
  #visible: readonly [first: number, last: number] = [0, 0];

  constructor(state: MailState, query: ListQuery) {
    this.#state = state;
    this.query = query;
    this.#overlay = new ListOverlay(state, query, this.#truth, (id) => this.#threadIds.get(id));
    this.dispose = state.emails.subscribe((ids) => {
      this.#overlay.noteChanged(ids);
      this.#redraw();
    });
    this.#want(0);
  }

  /** Ends the list's watch over changes; it must not be used afterwards. */
  readonly dispose: () => void;

  /** Number of conversations, loaded or not. */
  get total(): number {
    void this.#version;
    return this.#shown.length;
  }

  /** The row at a position; undefined while its page is on the way. */
  itemAt(index: number): ConversationRow | undefined {
    void this.#version;
    const id = index < this.#shown.length ? this.#shown.at(index) : undefined;
    const row = id === undefined ? undefined : this.#rowOf(id);
    if (!row && index < this.#shown.length) this.#want(index);
    return row;
  }

  threadIdAt(index: number): Id | undefined {
    void this.#version;
    const id = this.#shown.at(index);
    return id === undefined ? undefined : this.#threadOf(id);
  }

  /** Position of a loaded conversation, or -1. */
  indexOf(threadId: Id): number {
    void this.#version;
    for (const [id, thread] of this.#threadIds) {
      const index = thread === threadId ? this.#shown.shownIndexOf(id) : -1;
      if (index >= 0) return index;
    }
    return -1;
  }

  /** Tells which rows are on screen; reads their pages and one on either side. */
  setVisible(first: number, last: number): void {
    this.#visible = [first, last];
    this.#request(this.#pagesInView());
  }

  /** Reads what is on screen again after a failure. */
  retry(): void {
    this.setVisible(...this.#visible);
  }

  /** Asks for the changes since the known state, in the request that is being put together; null before the first page. */
  requestChanges(): Call<'Email/queryChanges'> | null {
    return this.#queryState === null ? null : requestQueryChanges(this.#state, this.query, this.#queryState);
  }

  /** Enters the answer of {@link requestChanges}; its emails must have been entered before. */
  async applyChanges(changes: QueryChangesResponse): Promise<void> {
    if (changes.oldQueryState !== this.#queryState) return;
    this.#queryState = changes.newQueryState;
    this.#truth.applyChanges(changes.removed, changes.added, changes.total);
    this.#noteThreads(changes.added.map(({ id }) => id));
    this.#overlay.noteSynchronised();
    this.#redraw();
    await this.#completeRows(changes.added.map(({ id }) => id));
  }

  /** Reads the list anew around the first row on screen; what is shown stays until the answer is there. */
  async reload(): Promise<void> {
    await this.#guard(async () => {
      const page = await this.#requestAroundView();
      this.#forget();
      this.#place(page);
    });
    this.retry();
  }

  async #requestAroundView(): Promise<ListPage> {
    const anchor = this.#shown.at(this.#visible[0]);
    if (anchor === undefined) return requestPage(this.#state, this.query, { position: 0 });
    try {
      return await requestPage(this.#state, this.query, { anchor, anchorOffset: -ANCHOR_ROWS });
    } catch (error) {
      const failure = failureOf(error);
      if (failure.kind !== 'method' || failure.error.type !== 'anchorNotFound') throw error;
      const position = Math.max(0, this.#shown.truthIndex(this.#visible[0]) - ANCHOR_ROWS);
      return requestPage(this.#state, this.query, { position });
    }
  }

  #rowOf(id: Id): ConversationRow | undefined {
    const threadId = this.#threadOf(id);
    if (threadId === undefined) return undefined;
    const emails = shownEmails(this.#state, threadId, this.query.mailboxId);
    const email = this.#state.emails.get(id) ?? this.#newestMatch(emails);
    return email && conversationRow(email, emails.length > 0 ? emails : [email]);
  }

  #newestMatch(emails: readonly ListEmail[]): ListEmail | undefined {
    return emails.findLast((email) => mayMatch(this.query.filter, email));
  }

  #threadOf(id: Id): Id | undefined {
    return this.#threadIds.get(id) ?? this.#state.emails.get(id)?.threadId;
  }

  #noteThreads(ids: readonly Id[]): void {
    for (const id of ids) {
      const threadId = this.#state.emails.get(id)?.threadId;
      if (threadId !== undefined) this.#threadIds.set(id, threadId);
    }
  }

  /** After this task, so that a template may ask for rows while it is being drawn. */
  #want(index: number): void {
    if (this.#missing.size === 0) queueMicrotask(() => this.#requestMissing());
    this.#missing.add(index);
  }

  #requestMissing(): void {
    const pages = [...this.#missing].map((index) => this.#pageOf(index));
    this.#missing.clear();
    this.#request([...pages, ...this.#pagesInView()]);
  }

  /** The visible pages, then their neighbours. */
  #pagesInView(): number[] {
    const [first, last] = this.#visible.map((index) => this.#pageOf(index)) as [number, number];
    const visible = Array.from({ length: last - first + 1 }, (_, offset) => first + offset);
    return [...visible, last + 1, first - 1];
  }

  #request(pages: readonly number[]): void {
    const pageCount = Math.max(1, Math.ceil(this.#truth.length / PAGE_SIZE));
    const missing = pages.filter((page) => page >= 0 && page < pageCount && !this.#isReady(page));
    this.#pages.want([...new Set(missing)]);
  }

  #pageOf(shownIndex: number): number {
    return Math.floor(this.#shown.truthIndex(shownIndex) / PAGE_SIZE);
  }

  #isReady(page: number): boolean {
    const first = page * PAGE_SIZE;
    if (this.#queryState === null) return false;
    if (!this.#truth.isKnown(first, first + PAGE_SIZE)) return false;
    for (let index = first; index < Math.min(first + PAGE_SIZE, this.#truth.length); index += 1) {
      const threadId = this.#threadOf(this.#truth.at(index)!);
      if (threadId === undefined || !isHeld(this.#state, threadId)) return false;
    }
    return true;
  }

  #loadPage(page: number): Promise<void> {
    return this.#guard(async () => {
      for (let tries = 0; ; tries += 1) {
        const answer = await requestPage(this.#state, this.query, { position: page * PAGE_SIZE });
        const isSameState = this.#queryState === null || answer.query.queryState === this.#queryState;
        if (isSameState || tries === MAX_CATCH_UPS) return this.#place(answer);
        // The list moved on between two pages: bring the others to the state of this one.
        await this.#catchUp();
        if (answer.query.queryState === this.#queryState) return this.#place(answer);
      }
    });
  }

  async #catchUp(): Promise<void> {
    try {
      const changes = await this.requestChanges();
      if (changes) await this.applyChanges(changes);
    } catch (error) {
      // The server cannot tell the difference: the next page starts afresh.
      if (failureOf(error).kind !== 'method') throw error;
      this.#forget();
    }
  }

  #forget(): void {
    this.#queryState = null;
    this.#truth.forget();
  }

  /** Runs a read; its failure is for the screen. */
  async #guard(read: () => Promise<void>): Promise<void> {
    try {
      await read();
      this.failure = null;
    } catch (error) {
      this.failure = failureOf(error);
    }
    this.isLoading = false;
  }

  #place({ query, emails, threads }: ListPage): void {
    if (query.queryState !== this.#queryState) this.#forget();
    this.#queryState = query.queryState;
    this.#state.threads.put(threads);
    this.#state.emails.put(emails);
    this.#truth.setPage(query.position, query.ids, query.total ?? query.position + query.ids.length);
    this.#noteThreads(query.ids);
    this.#redraw();
  }

  async #completeRows(ids: readonly Id[]): Promise<void> {
    const threadIds = ids.flatMap((id) => this.#threadOf(id) ?? []);
    await this.#guard(() => loadThreads(this.#state, threadIds));
    this.#redraw();
  }

  #redraw(): void {
    this.#shown.overlay(this.#overlay.hidden(), this.#overlay.extras());
    this.#version += 1;
  }
}
