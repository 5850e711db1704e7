import type { AccountId, EmailId } from '../../model/ids.ts';
import { decodeCharset } from '../../message/charset.ts';
import { readHeader } from '../../message/header-section.ts';
import type { StoredContent } from '../../store/email-store.ts';
import type { SearchField } from '../../store/search.ts';
import type { ImapSession } from '../session-state.ts';
import type { MailboxView } from '../view/view.ts';
import type { SearchKey } from '../wire/search-keys.ts';
import { isOnDay, rowPredicate } from './row-predicate.ts';
import type { RowScope } from './row-predicate.ts';
import type { Found } from './search-result.ts';

type DateKey = Extract<SearchKey, { op: 'before' | 'on' | 'since' }>;
type TextKey = Extract<SearchKey, { op: 'text' }>;

const MAX_BATCH = 1_000;

/**
 * Finds the messages of a mailbox of the account that match, as ascending positions. What the columns can answer is answered first and
 * narrows what the message texts are read for. RFC 9051 §6.4.4.
 */
export async function evaluateSearch(
  session: ImapSession,
  view: MailboxView,
  key: SearchKey,
  charset: string,
): Promise<Found> {
  const all: number[] = [];
  for (let position = 0; position < view.exists; position++)
    if (view.rowAt(position) >= 0) all.push(position);
  return evaluateAmong(session, view, key, charset, all);
}

/** Those of the candidates, ascending positions, that match. */
export function evaluateAmong(
  session: ImapSession,
  view: MailboxView,
  key: SearchKey,
  charset: string,
  candidates: Found,
): Promise<Found> {
  return new Evaluation(session, charset, { view, now: session.deps.clock() }).filter(key, candidates);
}

class Evaluation {
  readonly #session: ImapSession;
  readonly #charset: string;
  readonly #scope: RowScope;

  constructor(session: ImapSession, charset: string, scope: RowScope) {
    this.#session = session;
    this.#charset = charset;
    this.#scope = scope;
  }

  async filter(key: SearchKey, candidates: Found): Promise<Found> {
    if (candidates.length === 0 || key.op === 'all') return candidates;
    const matches = rowPredicate(key, this.#scope);
    if (matches !== null) {
      const { view } = this.#scope;
      return candidates.filter((position) => matches(position, view.rowAt(position)));
    }
    switch (key.op) {
      case 'and':
        return this.#all(key.keys, candidates);
      case 'or':
        return this.#either(key.left, key.right, candidates);
      case 'not':
        return without(candidates, await this.filter(key.key, candidates));
      case 'text':
        return this.#text(key, candidates);
      case 'before':
      case 'on':
      case 'since':
        return this.#saved(key, candidates);
      default:
        throw new Error(`search key ${key.op} needs no message`);
    }
  }

  async #all(keys: readonly SearchKey[], candidates: Found): Promise<Found> {
    const isCheap = (key: SearchKey): boolean => rowPredicate(key, this.#scope) !== null;
    const ordered = [...keys].sort((a, b) => Number(isCheap(b)) - Number(isCheap(a)));
    let left = candidates;
    for (const key of ordered) left = await this.filter(key, left);
    return left;
  }

  async #either(left: SearchKey, right: SearchKey, candidates: Found): Promise<Found> {
    const first = await this.filter(left, candidates);
    const second = await this.filter(right, without(candidates, first));
    return [...first, ...second].sort((a, b) => a - b);
  }

  async #text(key: TextKey, candidates: Found): Promise<Found> {
    const term = decodeCharset(Buffer.from(key.binary, 'latin1'), this.#charset).text;
    const field = searchField(key);
    if (term === '') return this.#withField(key, candidates);
    const all = candidates.map((position) => this.#emailId(position));
    const { deps, connection } = this.#session;
    const ids = await deps.search.match(this.#accountId, all, field, [term], connection.signal);
    // They come back in the order given.
    let next = 0;
    return candidates.filter((_, index) => {
      if (all[index] !== ids[next]) return false;
      next += 1;
      return true;
    });
  }

  /** RFC 8514 §4.2: a message of before the store kept it was saved on no day. */
  async #saved({ op, date }: DateKey, candidates: Found): Promise<Found> {
    const { view } = this.#scope;
    const found: number[] = [];
    for (let start = 0; start < candidates.length; start += MAX_BATCH) {
      const batch = candidates.slice(start, start + MAX_BATCH);
      const uids = batch.map((position) => view.uidAt(position));
      const dates = await this.#session
        .storeOf(view.mailbox)
        .getSaveDates(this.#accountId, view.mailbox.id, uids);
      for (const position of batch) {
        const at = dates.get(view.uidAt(position));
        if (at !== undefined && isOnDay(op, at.getTime(), date)) found.push(position);
      }
    }
    return found;
  }

  /** RFC 9051 §6.4.4: every text holds the empty one, but a message may have no such field. */
  async #withField({ field, header }: TextKey, candidates: Found): Promise<Found> {
    if (field === 'text' || field === 'body') return candidates;
    if (field === 'header') return this.#withHeader(header, candidates);
    const store = this.#session.storeOf(this.#scope.view.mailbox);
    const found: number[] = [];
    for (let start = 0; start < candidates.length; start += MAX_BATCH) {
      const batch = candidates.slice(start, start + MAX_BATCH);
      const ids = batch.map((position) => this.#emailId(position));
      const summaries = await store.getSummaries(this.#accountId, ids);
      found.push(
        ...batch.filter((_, index) => (summaries.get(ids[index] as EmailId)?.[field] ?? null) !== null),
      );
    }
    return found;
  }

  #withHeader(name: string, candidates: Found): Promise<Found> {
    const { blobs } = this.#session.deps;
    return this.#byContent(candidates, async ({ blob, content }) => {
      const header = await blobs.read(blob.location, 0, content.root.bodyStart);
      return readHeader(header).find(name) !== undefined;
    });
  }

  async #byContent(
    candidates: Found,
    matches: (stored: StoredContent) => boolean | Promise<boolean>,
  ): Promise<Found> {
    const store = this.#session.storeOf(this.#scope.view.mailbox);
    const found: number[] = [];
    for (let start = 0; start < candidates.length; start += MAX_BATCH) {
      const batch = candidates.slice(start, start + MAX_BATCH);
      const ids = batch.map((position) => this.#emailId(position));
      const contents = await store.getContents(this.#accountId, ids);
      for (const [index, position] of batch.entries()) {
        const stored = contents.get(ids[index] as EmailId);
        if (stored !== undefined && (await matches(stored))) found.push(position);
      }
    }
    return found;
  }

  get #accountId(): AccountId {
    return this.#scope.view.mailbox.accountId;
  }

  #emailId(position: number): EmailId {
    const { view } = this.#scope;
    return view.rows.emailIds[view.rowAt(position)] as EmailId;
  }
}

/** RFC 9051 §6.4.4: TEXT looks into the whole header as well. */
function searchField({ field, header }: TextKey): SearchField {
  if (field === 'header') return `header:${header}`;
  return field === 'text' ? 'message' : field;
}

function without(candidates: Found, removed: Found): Found {
  const gone = new Set(removed);
  return candidates.filter((position) => !gone.has(position));
}
