import type { AccountId } from '../../model/ids.ts';
import type { SearchColumn } from '../search-fields.ts';
import { letterToken, tokenPrefix } from './index-tokens.ts';
import { EXACT_CHARACTERS, PIECE_CHARACTERS, type Run, runsOf } from './tokens.ts';

/** Pairs of one run that are asked for: more narrow nothing down. */
const MAX_PAIRS = 16;

/** Words that begin with fewer characters than these are many. */
const STRONG_CHARACTERS = 3;

/** How the index is asked for one term. */
export interface TermPlan {
  /** True when the index alone decides: what it finds has the term, what it does not find has not. */
  readonly isExact: boolean;
  /** Each of them is true of every email with the term. Empty: the index knows nothing of such a term. */
  readonly parts: readonly PlanPart[];
}

export type PlanPart =
  /** A query of FTS5. `isWeak`: dear, and true of so many emails that it is left out when there is another part. */
  | { readonly kind: 'query'; readonly query: string; readonly isWeak: boolean }
  /** Some word of the email contains this. */
  | { readonly kind: 'inWord'; readonly text: string };

/** `folded` is not empty. */
export function planTerm(folded: string, accountId: AccountId): TermPlan {
  const runs = [...runsOf(folded)];
  const prefix = tokenPrefix(accountId);
  const [only] = runs;
  if (only !== undefined && only.text === folded) {
    return { isExact: isExactRun(only), parts: [planRun(only, prefix, { isStart: false, isEnd: false })] };
  }
  const parts = runs.map((run, index) => {
    const isStart = index > 0 || !folded.startsWith(run.text);
    const isEnd = index < runs.length - 1 || !folded.endsWith(run.text);
    return planRun(run, prefix, { isStart, isEnd });
  });
  const strong = parts.filter((part) => part.kind === 'inWord' || !part.isWeak);
  return { isExact: false, parts: strong.length > 0 ? strong : parts };
}

function isExactRun({ kind, text }: Run): boolean {
  const characters = Array.from(text).length;
  return characters <= (kind === 'word' ? EXACT_CHARACTERS : 2);
}

/** `isStart`, `isEnd`: the run cannot go on beyond that end, since the term does with something else. */
function planRun(run: Run, prefix: string, ends: { isStart: boolean; isEnd: boolean }): PlanPart {
  const characters = Array.from(run.text);
  const isWeak = characters.length < STRONG_CHARACTERS;
  if (run.kind === 'gram')
    return { kind: 'query', query: gramQuery(characters, prefix), isWeak: characters.length === 1 };
  const isWhole = characters.length <= PIECE_CHARACTERS;
  const word = prefix + run.text;
  if (ends.isStart && ends.isEnd && isWhole) return { kind: 'query', query: `"${word}"`, isWeak };
  if (characters.length === 1) return { kind: 'query', query: `"${letterToken(prefix, run.text)}"`, isWeak };
  if (ends.isStart && isWhole) return { kind: 'query', query: `"${word}"*`, isWeak };
  return { kind: 'inWord', text: characters.slice(0, EXACT_CHARACTERS).join('') };
}

function gramQuery(characters: readonly string[], prefix: string): string {
  if (characters.length === 1) return `"${prefix}${characters[0]}"*`;
  const pairs = new Set<string>();
  for (let at = 1; at < characters.length && pairs.size < MAX_PAIRS; at += 1)
    pairs.add(`"${prefix}${characters[at - 1]}${characters[at]}"`);
  return [...pairs].join(' AND ');
}

/** A query confined to columns. */
export function inColumns(query: string, columns: readonly SearchColumn[]): string {
  return `{${columns.join(' ')}} : (${query})`;
}
