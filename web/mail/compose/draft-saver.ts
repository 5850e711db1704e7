import type { Id } from '../../../mailcore/jmap/types.ts';
import { backOffMs } from '../../lib/jmap/back-off.ts';
import { failureOf, type Failure } from '../../lib/jmap/failure.ts';
import type { DraftContent } from './intent.ts';
import type { FoundDraft, StoredVersion } from './stored-draft.ts';

/** Where versions go; rejects with JmapError. */
export interface DraftShelf {
  save(draft: DraftContent, replacing: Id | null): Promise<StoredVersion>;
  find(messageId: string): Promise<FoundDraft | null>;
}

export interface Timers {
  set(callback: () => void, ms: number): unknown;
  clear(timer: unknown): void;
}

export type SaveStatus =
  | { readonly kind: 'stored' }
  | { readonly kind: 'unsaved' }
  | { readonly kind: 'saving' }
  | { readonly kind: 'failed'; readonly failure: Failure };

const AFTER_TYPING_MS = 1500;

const realTimers: Timers = {
  set: (callback, ms) => setTimeout(callback, ms),
  clear: (timer) => clearTimeout(timer as number),
};

/**
 * Keeps one version of one draft on the server: a while after the last change, one save at a time, each replacing the one before. When
 * an answer was lost, it looks whether the version arrived before it stores another, so that a draft is never there twice.
 */
export class DraftSaver {
  #shelf: DraftShelf;
  #timers: Timers;
  #onStatus: (status: SaveStatus) => void;
  #onMovedBlobs: (moved: ReadonlyMap<Id, Id>) => void;
  #onSent: () => void;
  #storedId: Id | null;
  #latest: DraftContent | null = null;
  #stored: DraftContent | null = null;
  #isAnswerLost = false;
  #failures = 0;
  #timer: unknown;
  #running: Promise<Failure | null> | null = null;

  constructor(
    shelf: DraftShelf,
    options: {
      readonly storedId: Id | null;
      readonly onStatus?: (status: SaveStatus) => void;
      readonly onMovedBlobs?: (moved: ReadonlyMap<Id, Id>) => void;
      /** A draft whose answer was lost turned out to have been sent. */
      readonly onSent?: () => void;
      readonly timers?: Timers;
    },
  ) {
    this.#shelf = shelf;
    this.#storedId = options.storedId;
    this.#timers = options.timers ?? realTimers;
    this.#onStatus = options.onStatus ?? (() => undefined);
    this.#onMovedBlobs = options.onMovedBlobs ?? (() => undefined);
    this.#onSent = options.onSent ?? (() => undefined);
  }

  /** The email that holds the stored version; null before the first. */
  get storedId(): Id | null {
    return this.#storedId;
  }

  get hasUnsaved(): boolean {
    return this.#latest !== null && this.#latest !== this.#stored;
  }

  /** Enters a change of the draft. */
  note(draft: DraftContent): void {
    this.#latest = draft;
    this.#onStatus({ kind: 'unsaved' });
    this.#schedule(AFTER_TYPING_MS);
  }

  /** Stores what is not stored yet, now. null = all of it is. */
  flush(): Promise<Failure | null> {
    this.#timers.clear(this.#timer);
    if (!this.#running && !this.hasUnsaved) return Promise.resolve(this.#succeed());
    this.#running ??= this.#saveAll();
    return this.#running;
  }

  /** Ends saving: what runs is waited for, nothing new is begun. */
  async stop(): Promise<void> {
    this.#timers.clear(this.#timer);
    this.#latest = this.#stored;
    await this.#running;
    this.#timers.clear(this.#timer);
  }

  /**
   * Before a send: whether an earlier one, whose answer was lost, went out. Then nothing more may be done with the draft. Rejects with
   * JmapError while it cannot be told.
   */
  async wasSent(messageId: string): Promise<boolean> {
    if (!this.#isAnswerLost) return false;
    const found = await this.#shelf.find(messageId);
    this.#isAnswerLost = false;
    if (found && !found.isSent) this.#storedId = found.emailId;
    return found?.isSent ?? false;
  }

  /** A send was refused after it had stored the draft in this email. */
  adopt(emailId: Id): void {
    this.#storedId = emailId;
  }

  /** A send has got no answer. */
  noteLostAnswer(): void {
    this.#isAnswerLost = true;
  }

  /** Begun with something to save. It counts as ended in the turn that finds nothing left, so that no change falls in between. */
  async #saveAll(): Promise<Failure | null> {
    try {
      while (this.#latest && this.#latest !== this.#stored) {
        const failure = await this.#save(this.#latest);
        if (failure) return this.#fail(failure);
      }
      return this.#succeed();
    } finally {
      this.#running = null;
    }
  }

  #succeed(): null {
    this.#failures = 0;
    this.#onStatus({ kind: 'stored' });
    return null;
  }

  async #save(draft: DraftContent): Promise<Failure | null> {
    this.#onStatus({ kind: 'saving' });
    try {
      if (await this.wasSent(draft.messageId)) {
        this.#latest = this.#stored;
        this.#onSent();
        return null;
      }
      const { emailId, movedBlobs } = await this.#shelf.save(draft, this.#storedId);
      this.#storedId = emailId;
      this.#stored = draft;
      if (movedBlobs.size > 0) this.#onMovedBlobs(movedBlobs);
      return null;
    } catch (error) {
      return failureOf(error);
    }
  }

  #fail(failure: Failure): Failure {
    if (failure.kind === 'offline' || failure.kind === 'http') {
      this.#isAnswerLost = true;
      this.#schedule(backOffMs(this.#failures));
      this.#failures += 1;
    }
    this.#onStatus({ kind: 'failed', failure });
    return failure;
  }

  #schedule(ms: number): void {
    this.#timers.clear(this.#timer);
    this.#timer = this.#timers.set(() => void this.flush(), ms);
  }
}
