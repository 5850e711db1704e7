import { FLAG, isKeyword, keywordSet } from '../../model/keyword.ts';
import type { KeywordSet } from '../../model/keyword.ts';
import type { FlagMask } from '../../model/rights.ts';

/** Flags of one message as IMAP sees them: keywords, and \Deleted of the membership. RFC 9051 §2.3.2. */
export interface Flags extends KeywordSet {
  readonly deleted: boolean;
}

/** Wire spelling -> bit, in the order FLAGS lists them. RFC 9051 §2.3.2, RFC 5788. */
const WIRE_NAMES: readonly (readonly [string, number])[] = [
  ['\\Answered', FLAG.answered],
  ['\\Flagged', FLAG.flagged],
  ['\\Draft', FLAG.draft],
  ['\\Seen', FLAG.seen],
  ['$Forwarded', FLAG.forwarded],
  ['$Junk', FLAG.junk],
  ['$NotJunk', FLAG.notJunk],
  ['$MDNSent', FLAG.mdnSent],
];

/** Every flag that exists without being invented by a client. */
export const STANDARD_FLAGS: readonly string[] = ['\\Deleted', ...WIRE_NAMES.map(([name]) => name)];

/** Of {@link STANDARD_FLAGS} those that a mask lets through. */
export function changeableFlags(mask: FlagMask): string[] {
  const names = WIRE_NAMES.filter(([, bit]) => (mask.flags & bit) !== 0).map(([name]) => name);
  return mask.deleted ? ['\\Deleted', ...names] : names;
}

const SYSTEM_KEYWORDS: ReadonlyMap<string, string> = new Map([
  ['\\seen', '$seen'],
  ['\\flagged', '$flagged'],
  ['\\answered', '$answered'],
  ['\\draft', '$draft'],
]);

const MAX_CUSTOM_KEYWORDS = 100;

/** Why a list of flag names is no {@link Flags}. */
export type FlagFault = 'unknownSystemFlag' | 'invalidKeyword' | 'tooManyKeywords';

/**
 * Reads flag names as given by a client. \Recent is passed over: no client may set it (RFC 3501 §2.3.2).
 * Returns the fault for what cannot be stored.
 */
export function parseFlags(names: readonly string[]): Flags | FlagFault {
  const keywords: string[] = [];
  let deleted = false;
  for (const name of names) {
    const lower = name.toLowerCase();
    if (lower === '\\deleted') deleted = true;
    else if (lower.startsWith('\\')) {
      const keyword = SYSTEM_KEYWORDS.get(lower);
      if (keyword !== undefined) keywords.push(keyword);
      else if (lower !== '\\recent') return 'unknownSystemFlag';
    } else if (isKeyword(name)) keywords.push(name);
    else return 'invalidKeyword';
  }
  const set = keywordSet(keywords);
  return set.custom.length > MAX_CUSTOM_KEYWORDS ? 'tooManyKeywords' : { ...set, deleted };
}

/** `\Seen \Deleted` for every combination of the eight bits and \Deleted: index = bits + 256 when deleted. */
const FLAG_TEXTS: readonly string[] = Array.from({ length: 512 }, (_, index) => {
  const names = WIRE_NAMES.filter(([, bit]) => index & bit).map(([name]) => name);
  if (index >= 256) names.unshift('\\Deleted');
  return names.join(' ');
});

/** flag-list with its parentheses; `bits` of FLAG, `deleted` 0 or 1. */
export function formatFlags(bits: number, deleted: number, custom: readonly string[] | undefined): string {
  const text = FLAG_TEXTS[bits + (deleted ? 256 : 0)] as string;
  if (custom === undefined || custom.length === 0) return `(${text})`;
  return `(${text === '' ? '' : `${text} `}${custom.join(' ')})`;
}

/** A flag name of SEARCH KEYWORD as a bit, or as the lower-case custom keyword. */
export function searchKeyword(name: string): number | string {
  const { flags, custom } = keywordSet([name]);
  return custom[0] ?? flags;
}
