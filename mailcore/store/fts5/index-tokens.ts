import type { SearchDocument } from '../../message/search-document.ts';
import { foldText } from '../../message/fold.ts';
import type { AccountId } from '../../model/ids.ts';
import { SEARCH_COLUMNS, type SearchColumn } from '../search-fields.ts';
import { type Tokens, tokensOf } from './tokens.ts';

/** A column with more distinct tokens is not indexed but read at every search: what a hostile mail costs stays bounded. */
const MAX_TOKENS = 50_000;

/** What begins every token of an account: its tokens are all together, and apart from any other's. */
export function tokenPrefix(accountId: AccountId): string {
  return `${accountId.toString(36)}_`;
}

/** In the first column of every email of the account. */
export function everyEmailToken(accountId: AccountId): string {
  return tokenPrefix(accountId);
}

/** In a column that was not indexed: it may hold anything. */
export function unreadToken(accountId: AccountId): string {
  return `${tokenPrefix(accountId)}_`;
}

/** In a column with a word that contains the letter. */
export function letterToken(prefix: string, letter: string): string {
  return `${prefix}_${letter}`;
}

/** The tokens of an email, without the account. */
export interface EmailTokens {
  /** Null: too many. */
  readonly columns: readonly (Tokens | null)[];
}

export function emailTokens(document: SearchDocument): EmailTokens {
  return {
    columns: SEARCH_COLUMNS.map((column: SearchColumn) => tokensOf(foldText(document[column]), MAX_TOKENS)),
  };
}

/** For an email that cannot be read now: every search tries it. */
export const UNREADABLE: EmailTokens = { columns: SEARCH_COLUMNS.map(() => null) };

/** The values of the columns of the full-text table. */
export function columnValues(accountId: AccountId, { columns }: EmailTokens): string[] {
  const prefix = tokenPrefix(accountId);
  return columns.map((column, index) => {
    const tokens = index === 0 ? [everyEmailToken(accountId)] : [];
    if (column === null) {
      tokens.push(unreadToken(accountId));
    } else {
      for (const token of column.words) tokens.push(prefix + token);
      for (const token of column.grams) tokens.push(prefix + token);
      for (const letter of column.letters) tokens.push(letterToken(prefix, letter));
    }
    return tokens.join(' ');
  });
}
