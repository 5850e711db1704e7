import type { MailboxRows } from '../../model/email.ts';
import { KEYWORD_BITS } from '../../model/keyword.ts';

/** A keyword as the rows hold it: a bit of the flags, or a custom name. */
export type KeywordTest = { readonly bit: number } | { readonly custom: string };

export function keywordTest(keyword: string): KeywordTest {
  const name = keyword.toLowerCase();
  const bit = KEYWORD_BITS.get(name);
  return bit === undefined ? { custom: name } : { bit };
}

export function hasKeyword(rows: MailboxRows, index: number, test: KeywordTest): boolean {
  if ('bit' in test) return (rows.flags[index]! & test.bit) !== 0;
  return rows.custom.get(index)?.includes(test.custom) ?? false;
}

export const THREAD_TESTS = [
  'allInThreadHaveKeyword',
  'someInThreadHaveKeyword',
  'noneInThreadHaveKeyword',
] as const;
export type ThreadTest = (typeof THREAD_TESTS)[number];

/** Which threads of an account have a keyword on all, some or none of their emails. RFC 8621 §4.4.1. */
export class ThreadKeywords {
  readonly #all: MailboxRows;
  readonly #known = new Map<string, ReadonlySet<number>>();

  /** `all`: every email of the account, since a thread is more than what one mailbox shows of it. */
  constructor(all: MailboxRows) {
    this.#all = all;
  }

  matching(test: ThreadTest, keyword: string): ReadonlySet<number> {
    const key = `${test} ${keyword}`;
    const known = this.#known.get(key);
    if (known) return known;
    const found = this.#find(test, keywordTest(keyword));
    this.#known.set(key, found);
    return found;
  }

  #find(test: ThreadTest, keyword: KeywordTest): ReadonlySet<number> {
    const having = new Set<number>();
    const lacking = new Set<number>();
    this.#all.threadIds.forEach((threadId, index) => {
      (hasKeyword(this.#all, index, keyword) ? having : lacking).add(threadId);
    });
    if (test === 'someInThreadHaveKeyword') return having;
    return test === 'allInThreadHaveKeyword' ? having.difference(lacking) : lacking.difference(having);
  }
}
