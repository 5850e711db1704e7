import { MailError } from '../../errors.ts';
import type { Uid } from '../../model/ids.ts';
import type { ImapSession } from '../session-state.ts';
import type { MailboxView } from '../view/view.ts';
import { encodeString } from '../wire/encoder.ts';
import type { FollowedResults, FollowedSearch } from './followed-results.ts';
import { dependsOnTime, pinnedKey } from './pinned-key.ts';
import { SearchContext } from './search-context.ts';

/** RFC 5267 §4.3.1: more are refused. Each costs a search whenever messages change. */
const MAX_CONTEXTS = 8;

/** Keeps the results of a session. */
export class SearchContexts implements FollowedResults {
  readonly #session: ImapSession;
  readonly #contexts = new Map<string, SearchContext>();
  /** One report at a time, or two could tell the same change. */
  #reporting: Promise<void> = Promise.resolve();

  constructor(session: ImapSession) {
    this.#session = session;
  }

  get isEmpty(): boolean {
    return this.#contexts.size === 0;
  }

  has(tag: string): boolean {
    return this.#contexts.has(tag);
  }

  follow(search: FollowedSearch, result: readonly Uid[]): void {
    const { view, connection } = this.#session;
    const { tag } = search;
    if (this.#contexts.size >= MAX_CONTEXTS) void connection.write(noUpdate(tag, 'Too many contexts'));
    else if (dependsOnTime(search.key)) void connection.write(noUpdate(tag, 'Age is not followed'));
    else {
      const key = pinnedKey(search.key, view);
      this.#contexts.set(tag, new SearchContext({ ...search, key }, result, view.modseq));
    }
  }

  cancel(tag: string): void {
    this.#contexts.delete(tag);
  }

  clear(): void {
    this.#contexts.clear();
  }

  takeExpunged(view: MailboxView): string {
    return [...this.#contexts.values()].map((context) => context.takeExpunged(view)).join('');
  }

  report(): Promise<void> {
    this.#reporting = this.#reporting.then(() => this.#report());
    return this.#reporting;
  }

  async #report(): Promise<void> {
    const session = this.#session;
    for (const [tag, context] of this.#contexts) {
      if (session.selected === null) return;
      const text = await this.#changesOf(tag, context);
      if (text !== '') await session.connection.write(text);
    }
  }

  /** A result that can be followed no longer says so. RFC 5267 §4.3.1. */
  async #changesOf(tag: string, context: SearchContext): Promise<string> {
    const session = this.#session;
    try {
      return await context.takeChanges(session, session.view);
    } catch (error) {
      if (!(error instanceof MailError)) throw error;
      this.cancel(tag);
      session.deps.logger.warn({ err: error, connection: session.connection.id }, 'imap search not followed');
      return noUpdate(tag, 'Search cannot be followed any longer');
    }
  }
}

/** `* NO [NOUPDATE "tag"] text`. RFC 5267 §4.3.1. */
function noUpdate(tag: string, text: string): string {
  return `* NO [NOUPDATE ${encodeString(tag)}] ${text}\r\n`;
}
