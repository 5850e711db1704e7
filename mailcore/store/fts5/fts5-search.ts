import { MailError } from '../../errors.ts';
import { foldText } from '../../message/fold.ts';
import { isSignatureField } from '../../message/search-document.ts';
import type { AccountId, EmailId } from '../../model/ids.ts';
import type { Search, SearchField } from '../search.ts';
import { columnsOf, headerNameOf } from '../search-fields.ts';
import { type Coverage, covers, IndexGoneError, type IndexReader, type TermAnswer } from './index-reader.ts';

/** What the index says of each candidate. */
interface Verdict {
  readonly matching: ReadonlySet<EmailId>;
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
    const read = new Set(
      open.length === 0 ? [] : await this.#scan.match(accountId, open, field, terms, signal),
    );
    return candidates.filter((id) => matching.has(id) || read.has(id));
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
      const columns = columnsOf(field);
      const answers: TermAnswer[] = [];
      for (const term of terms) answers.push(await this.#index.ask(accountId, term, columns, signal));
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
  const matching = new Set<EmailId>();
  const open: EmailId[] = [];
  for (const id of candidates) {
    if (!covers(coverage, id)) open.push(id);
    else if (mayDecide && answers.every(({ found, isExact }) => isExact && found?.has(id) === true))
      matching.add(id);
    else if (answers.every(({ found, unread }) => found === null || found.has(id) || unread.has(id)))
      open.push(id);
  }
  return { matching, open };
}
