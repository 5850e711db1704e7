/**
 * Keywords of an Email (JMAP `keywords`, IMAP flags). The eight everyone uses are bits of a number,
 * so that a mailbox of 100,000 emails is a typed array; any other keyword is a lower-case atom.
 * `\Deleted` is no keyword: it lives on the membership. `\Recent` is not supported (RFC 9051 dropped it).
 */
export const FLAG = {
  seen: 1,
  flagged: 2,
  answered: 4,
  draft: 8,
  forwarded: 16,
  junk: 32,
  notJunk: 64,
  mdnSent: 128,
} as const;

/** Keyword name as JMAP and the IANA registry spell it -> bit. RFC 8621 §4.1.1. */
export const KEYWORD_BITS: ReadonlyMap<string, number> = new Map([
  ['$seen', FLAG.seen],
  ['$flagged', FLAG.flagged],
  ['$answered', FLAG.answered],
  ['$draft', FLAG.draft],
  ['$forwarded', FLAG.forwarded],
  ['$junk', FLAG.junk],
  ['$notjunk', FLAG.notJunk],
  ['$mdnsent', FLAG.mdnSent],
]);

/** A set of keywords: `flags` are bits of {@link FLAG}; `custom` are the rest, lower-case, sorted, unique. */
export interface KeywordSet {
  readonly flags: number;
  readonly custom: readonly string[];
}

export const NO_KEYWORDS: KeywordSet = { flags: 0, custom: [] };

/** RFC 8621 §4.1.1: 1-255 of US-ASCII 0x21-0x7e without ( ) { ] % * " \ */
const KEYWORD = /^[!#$&'+,\-./0-9:;<=>?@A-Z[^_`a-z|}~]{1,255}$/;

export function isKeyword(name: string): boolean {
  return KEYWORD.test(name);
}

/** Builds a set from JMAP spellings, in any case. Throws nothing: check names with {@link isKeyword} first. */
export function keywordSet(names: Iterable<string>): KeywordSet {
  let flags = 0;
  const custom = new Set<string>();
  for (const name of names) {
    const lower = name.toLowerCase();
    const bit = KEYWORD_BITS.get(lower);
    if (bit === undefined) custom.add(lower);
    else flags |= bit;
  }
  return { flags, custom: [...custom].sort() };
}

/** The names of a set, well-known ones first, in JMAP spelling. */
export function keywordNames(set: KeywordSet): string[] {
  const names: string[] = [];
  for (const [name, bit] of KEYWORD_BITS) if (set.flags & bit) names.push(name);
  return names.concat(set.custom);
}

/** How a change applies to the keywords an email already has. */
export interface KeywordChange {
  readonly mode: 'add' | 'remove' | 'replace';
  readonly keywords: KeywordSet;
}

export function applyKeywordChange(current: KeywordSet, change: KeywordChange): KeywordSet {
  const { mode, keywords } = change;
  if (mode === 'replace') return keywords;
  if (mode === 'add') {
    const custom = [...new Set([...current.custom, ...keywords.custom])].sort();
    return { flags: current.flags | keywords.flags, custom };
  }
  const gone = new Set(keywords.custom);
  return { flags: current.flags & ~keywords.flags, custom: current.custom.filter((name) => !gone.has(name)) };
}
