import { setImmediate as nextTurn } from 'node:timers/promises';
import { statSync } from 'node:fs';
import type { AccountId, EmailId } from '../../model/ids.ts';
import { throwIfAborted } from '../scan-search.ts';
import type { SearchColumn } from '../search-fields.ts';
import type { Connection } from '../sqlite/driver.ts';
import { openIndexReader } from './index-database.ts';
import { tokenPrefix, unreadToken } from './index-tokens.ts';
import { inColumns, type PlanPart, planTerm, type TermPlan } from './term-plan.ts';
import { wordsContaining } from './word-book.ts';

/** Words that are asked for between two looks at everyone else's work. */
const WORDS_A_TURN = 200;
/** With more words than this a part narrows nothing down, where another part may. */
const FEW_WORDS = 1_000;

/** The index was removed while it was asked. */
export class IndexGoneError extends Error {
  constructor() {
    super('the search index is gone');
    this.name = 'IndexGoneError';
  }
}

/** Which emails of an account the index speaks for. */
export interface Coverage {
  readonly generation: number;
  readonly lastEmailId: number;
  readonly rebuildFrom: number;
  readonly rebuildTo: number;
}

/** What the index says of one term. */
export interface TermAnswer {
  /** With isExact of the plan: these have the term. Else: these may have it. Null: any may have it. */
  readonly found: ReadonlySet<number> | null;
  readonly isExact: boolean;
  /** May have it all the same. */
  readonly unread: ReadonlySet<number>;
}

/** This thread's view of the index. Every call opens the file anew when it was replaced; a damaged one throws. */
export class IndexReader {
  readonly #path: string;
  #connection: Connection | null = null;
  #inode = 0;
  #isClosed = false;

  constructor(path: string) {
    this.#path = path;
  }

  /** Null when there is no index. */
  coverage(accountId: AccountId): Coverage | null {
    const sql = this.#open();
    if (!sql) return null;
    return sql.read(() => {
      const state = sql.get('SELECT generation, last_email_id FROM state');
      const account = sql.get(
        'SELECT rebuild_from, rebuild_to FROM accounts WHERE account_id = ?',
        accountId,
      );
      if (!state) return null;
      return {
        generation: Number(state[0]),
        lastEmailId: Number(state[1]),
        rebuildFrom: Number(account?.[0] ?? 0),
        rebuildTo: Number(account?.[1] ?? 0),
      };
    });
  }

  /** Throws `limitReached` once `signal` has fired. Others have their turn in between. */
  async ask(
    accountId: AccountId,
    folded: string,
    columns: readonly SearchColumn[],
    signal: AbortSignal | undefined,
  ): Promise<TermAnswer> {
    const plan = planTerm(folded, accountId);
    const unread = new Set<number>();
    this.#collect(inColumns(`"${unreadToken(accountId)}"`, columns), unread);
    return { found: await this.#run(plan, accountId, columns, signal), isExact: plan.isExact, unread };
  }

  /** Searches that are under way read on without it. */
  close(): void {
    this.#isClosed = true;
    this.#disconnect();
  }

  #disconnect(): void {
    this.#connection?.close();
    this.#connection = null;
  }

  async #run(
    plan: TermPlan,
    accountId: AccountId,
    columns: readonly SearchColumn[],
    signal: AbortSignal | undefined,
  ): Promise<Set<number> | null> {
    const queries: string[] = [];
    let words: string[][] = [];
    for (const part of plan.parts) {
      if (part.kind === 'query') queries.push(part.query);
      else words.push(this.#wordQueries(part, accountId));
    }
    if (queries.length > 0 || words.some((few) => few.length <= FEW_WORDS))
      words = words.filter((few) => few.length <= FEW_WORDS);
    let found: Set<number> | null = null;
    if (queries.length > 0) {
      found = new Set();
      this.#collect(inColumns(queries.map((query) => `(${query})`).join(' AND '), columns), found);
    }
    for (const some of words.toSorted((left, right) => left.length - right.length)) {
      const more = await this.#union(some, columns, signal);
      found = found === null ? more : found.intersection(more);
    }
    return found;
  }

  /** All words that begin with the part at once, then each that holds it further on. */
  #wordQueries({ text }: PlanPart & { kind: 'inWord' }, accountId: AccountId): string[] {
    const prefix = tokenPrefix(accountId);
    const sql = this.#required();
    const inside = wordsContaining(sql, accountId, text).filter((word) => !word.startsWith(text));
    return [`"${prefix}${text}"*`, ...inside.map((word) => `"${prefix}${word}"`)];
  }

  async #union(
    queries: readonly string[],
    columns: readonly SearchColumn[],
    signal: AbortSignal | undefined,
  ): Promise<Set<number>> {
    const found = new Set<number>();
    for (const [index, query] of queries.entries()) {
      if (index % WORDS_A_TURN === WORDS_A_TURN - 1) await nextTurn();
      throwIfAborted(signal);
      this.#collect(inColumns(query, columns), found);
    }
    return found;
  }

  #collect(query: string, into: Set<number>): void {
    const rows = this.#required().all('SELECT rowid FROM emails WHERE emails MATCH ?', query);
    for (const row of rows) into.add(row[0] as number);
  }

  #required(): Connection {
    const connection = this.#open();
    if (!connection) throw new IndexGoneError();
    return connection;
  }

  #open(): Connection | null {
    if (this.#isClosed) return null;
    const inode = statSync(this.#path, { throwIfNoEntry: false })?.ino ?? 0;
    if (this.#connection && inode === this.#inode) return this.#connection;
    this.#disconnect();
    this.#inode = inode;
    this.#connection = openIndexReader(this.#path);
    return this.#connection;
  }
}

/** True for an email that the index speaks for. */
export function covers({ lastEmailId, rebuildFrom, rebuildTo }: Coverage, emailId: EmailId): boolean {
  return emailId <= lastEmailId && !(emailId > rebuildFrom && emailId <= rebuildTo);
}
