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
const FEW_BEGINNINGS = 50;
/** Words that are asked for until it is worth a look whether reading the emails that are left is quicker. */
const WORDS_A_LOOK = 2_000;
/** Words asked for in the time that one email is read. */
const WORDS_AN_EMAIL = 10;

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
  /** With `isExact` these have the term, else they may. */
  readonly found: ReadonlySet<number>;
  readonly isExact: boolean;
  /** False: any other email may have it as well. */
  readonly isComplete: boolean;
  /** May have it all the same. */
  readonly unread: ReadonlySet<number>;
}

/** Who asks. */
export interface Question {
  readonly accountId: AccountId;
  readonly columns: readonly SearchColumn[];
  readonly candidates: readonly EmailId[];
  readonly signal: AbortSignal | undefined;
}

type Found = Pick<TermAnswer, 'found' | 'isComplete'>;

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

  /** Throws `limitReached` once the signal has fired. Others have their turn in between. */
  async ask(folded: string, question: Question): Promise<TermAnswer> {
    const plan = planTerm(folded, question.accountId);
    const unread = this.#emails([`"${unreadToken(question.accountId)}"`], question);
    return { ...(await this.#run(plan, question)), isExact: plan.isExact, unread };
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

  async #run({ parts }: TermPlan, question: Question): Promise<Found> {
    const queries = parts.flatMap((part) => (part.kind === 'query' ? [part.query] : []));
    const words = parts
      .flatMap((part) => (part.kind === 'inWord' ? [this.#wordQueries(part, question.accountId)] : []))
      .toSorted((left, right) => left.length - right.length);
    const few = words.filter((some) => some.length <= FEW_WORDS);
    const [fewest] = words;
    if (queries.length === 0 && few.length === 0)
      return fewest ? this.#union(fewest, question) : { found: new Set(), isComplete: false };
    let found: ReadonlySet<number> | null = queries.length === 0 ? null : this.#emails(queries, question);
    for (const some of few) {
      const union = await this.#union(some, question);
      found = found === null ? union.found : found.intersection(union.found);
    }
    return { found: found ?? new Set(), isComplete: true };
  }

  /** Each word that holds the part; many that begin with it are asked for at once, which is dear for a few. */
  #wordQueries({ text }: PlanPart & { kind: 'inWord' }, accountId: AccountId): string[] {
    const prefix = tokenPrefix(accountId);
    const words = wordsContaining(this.#required(), accountId, text);
    const beginning = words.filter((word) => word.startsWith(text)).length;
    if (beginning <= FEW_BEGINNINGS) return words.map((word) => `"${prefix}${word}"`);
    const inside = words.filter((word) => !word.startsWith(text));
    return [`"${prefix}${text}"*`, ...inside.map((word) => `"${prefix}${word}"`)];
  }

  /** The emails that any of the queries finds. Ends early when what is left to find is quicker read. */
  async #union(queries: readonly string[], question: Question): Promise<Found> {
    const found = new Set<number>();
    for (const [index, query] of queries.entries()) {
      if (index % WORDS_A_TURN === WORDS_A_TURN - 1) await nextTurn();
      throwIfAborted(question.signal);
      if (index % WORDS_A_LOOK === WORDS_A_LOOK - 1) {
        const left = question.candidates.reduce((count, id) => (found.has(id) ? count : count + 1), 0);
        if (queries.length - index > left * WORDS_AN_EMAIL) return { found, isComplete: false };
      }
      this.#collect(inColumns(query, question.columns), found);
    }
    return { found, isComplete: true };
  }

  /** The emails that all of the queries find. */
  #emails(queries: readonly string[], { columns }: Question): Set<number> {
    const found = new Set<number>();
    this.#collect(inColumns(queries.map((query) => `(${query})`).join(' AND '), columns), found);
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
