import { MailError } from '../../errors.ts';
import { foldText } from '../../message/fold.ts';
import { isSignatureField } from '../../message/search-document.ts';
import type { AccountId, EmailId } from '../../model/ids.ts';
import type { Search, SearchField } from '../search.ts';
import { columnsOf, headerNameOf } from '../search-fields.ts';
import { type Coverage, covers, IndexGoneError, type IndexReader, type TermAnswer } from './index-reader.ts';

/** What the index says of the candidates, in their order. */
interface Verdict {
  readonly matching: EmailId[];
  /** To be decided on the text. */
  readonly open: readonly EmailId[];
}

/**
 * Full text through the index: it decides alone where it can, names whom to read where it cannot, and what it does not hold yet
 * is read as well. Without an index, or with a damaged one, everything is read.
 */
export class Fts5Search implements Search {
  readonly #index: IndexReader;
  readonly #scan: Search;
  readonly #onDamage: (error: unknown) => void;

  /** `onDamage` hears of an index that cannot be read. */
  constructor(index: IndexReader, scan: Search, onDamage: (error: unknown) => void) {
    this.#index = index;
    this.#scan = scan;
    this.#onDamage = onDamage;
  }

  async match(
    accountId: AccountId,
    candidates: readonly EmailId[],
    field: SearchField,
    terms: readonly string[],
    signal?: AbortSignal,
  ): Promise<EmailId[]> {
    const folded = terms.map(foldText).filter((term) => term !== '');
    const verdict = await this.#judge(accountId, candidates, field, folded, signal);
    if (verdict === null) return this.#scan.match(accountId, candidates, field, terms, signal);
    const { matching, open } = verdict;
    if (open.length === 0) return matching;
    const read = await this.#scan.match(accountId, open, field, terms, signal);
    return read.length === 0 ? matching : inOrderOf(candidates, new Set([...matching, ...read]));
  }

  /** Null when the index cannot help. */
  async #judge(
    accountId: AccountId,
    candidates: readonly EmailId[],
    field: SearchField,
    terms: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<Verdict | null> {
    const name = headerNameOf(field);
    if (terms.length === 0 || candidates.length === 0 || (name !== null && isSignatureField(name)))
      return null;
    try {
      const before = this.#index.coverage(accountId);
      if (before === null) return null;
      const question = { accountId, columns: columnsOf(field), candidates, signal };
      const answers: TermAnswer[] = [];
      for (const term of terms) answers.push(await this.#index.ask(term, question));
      // Emails that left for a rebuild meanwhile were there at the first question and missing at the last.
      if (!isSameIndex(before, this.#index.coverage(accountId))) return null;
      return judge(candidates, before, answers, name === null);
    } catch (error) {
      if (error instanceof MailError) throw error;
      if (!(error instanceof IndexGoneError)) this.#onDamage(error);
      return null;
    }
  }
}

function isSameIndex(before: Coverage, after: Coverage | null): boolean {
  return after?.generation === before.generation && after.lastEmailId >= before.lastEmailId;
}

/** `mayDecide`: false when a column holds more than the field that is searched. */
function judge(
  candidates: readonly EmailId[],
  coverage: Coverage,
  answers: readonly TermAnswer[],
  mayDecide: boolean,
): Verdict {
  const matching: EmailId[] = [];
  const open: EmailId[] = [];
  const possible = possiblyMatching(answers);
  const isDecided = mayDecide && answers.every(({ isExact }) => isExact);
  for (const id of candidates) {
    const isKnown = covers(coverage, id);
    if (isKnown && possible?.has(id) === false) continue;
    if (isKnown && isDecided && answers.every(({ found }) => found.has(id))) matching.push(id);
    else open.push(id);
  }
  return { matching, open };
}

/** The emails that may have every term; null when any may. */
function possiblyMatching(answers: readonly TermAnswer[]): ReadonlySet<number> | null {
  let possible: ReadonlySet<number> | null = null;
  for (const { found, isComplete, unread } of answers) {
    if (!isComplete) continue;
    const some: ReadonlySet<number> = unread.size === 0 ? found : found.union(unread);
    possible = possible === null ? some : possible.intersection(some);
  }
  return possible;
}

function inOrderOf(candidates: readonly EmailId[], wanted: ReadonlySet<EmailId>): EmailId[] {
  return candidates.filter((id) => wanted.has(id));
}
