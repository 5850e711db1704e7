import type { Id } from '../../../mailcore/jmap/types.ts';
import type { BodyCache } from './body-cache.svelte.ts';
import { hasKeyword, KEYWORD, type ListEmail } from './email.ts';
import { failureOf, type Failure } from './failure.ts';
import { isHeld, loadThreads, shownEmails, type MailState } from './mail-state.ts';

/** Bodies read at once when a conversation is opened; the others when they are unfolded. */
const MAX_BODIES = 20;

/** One conversation as the reader shows it: every shown email oldest first, the bodies of the unread ones and of the newest. */
export class Conversation {
  readonly threadId: Id;
  /** The mailbox it was opened from; null from a search. */
  readonly mailboxId: Id | null;
  failure: Failure | null = $state.raw(null);
  #isReading = $state(false);
  #state: MailState;
  #bodies: BodyCache;

  constructor(state: MailState, bodies: BodyCache, threadId: Id, mailboxId: Id | null) {
    this.#state = state;
    this.#bodies = bodies;
    this.threadId = threadId;
    this.mailboxId = mailboxId;
  }

  get emails(): readonly ListEmail[] {
    return shownEmails(this.#state, this.threadId, this.mailboxId);
  }

  /** True while not even the headers are there. */
  get isLoading(): boolean {
    return this.#isReading && !isHeld(this.#state, this.threadId);
  }

  /** Reads what is missing; without a request when nothing is. */
  async load(): Promise<void> {
    await this.#guard(async () => {
      await loadThreads(this.#state, [this.threadId]);
      await this.#bodies.load(bodiesToOpen(this.emails));
    });
  }

  /** Reads the body of an email that was folded. */
  async loadBody(emailId: Id): Promise<void> {
    await this.#guard(() => this.#bodies.load([emailId]));
  }

  async #guard(read: () => Promise<void>): Promise<void> {
    this.#isReading = true;
    try {
      await read();
      this.failure = null;
    } catch (error) {
      this.failure = failureOf(error);
    }
    this.#isReading = false;
  }
}

/** The emails unfolded when a conversation opens: the unread ones and the newest, at most {@link MAX_BODIES}. */
export function bodiesToOpen(emails: readonly ListEmail[]): Id[] {
  const newest = emails.at(-1);
  const open = emails.filter((email) => email === newest || !hasKeyword(email, KEYWORD.seen));
  return open.slice(-MAX_BODIES).map(({ id }) => id);
}
