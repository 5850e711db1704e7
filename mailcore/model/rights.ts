import type { AccountId, MailboxId } from './ids.ts';
import { FLAG, type KeywordSet } from './keyword.ts';

/**
 * Every right on a mailbox, in the order they are written: l lookup, r read, s keep \Seen, w write other flags, i insert, p post,
 * k create below, x delete the mailbox, t mark as deleted, e expunge, a administer. RFC 4314 §2.1.
 */
export const RIGHT_LETTERS = 'lrswipkxtea';

export type Right = 'l' | 'r' | 's' | 'w' | 'i' | 'p' | 'k' | 'x' | 't' | 'e' | 'a';

/** A set of rights: letters of {@link RIGHT_LETTERS} in that order, each at most once. Made by {@link parseRights}. */
export type Rights = string & { readonly __brand: 'Rights' };

export const NO_RIGHTS = '' as Rights;
/** What the owner of a mailbox has, whatever is granted. */
export const ALL_RIGHTS = RIGHT_LETTERS as Rights;

/** How granted rights change. */
export interface RightsChange {
  readonly mode: 'replace' | 'add' | 'remove';
  readonly rights: Rights;
}

/** Where a mailbox is and what somebody may do there. */
export interface MailboxRights {
  readonly ownerId: AccountId;
  readonly mailboxId: MailboxId;
  readonly rights: Rights;
}

/** The letters of RFC 2086 and what each became. RFC 4314 §2.1.1. */
const OBSOLETE: Readonly<Record<string, string>> = { c: 'kx', d: 'et' };

/** Letters in any order, the obsolete `c` and `d` among them, as rights; null when one is no right. RFC 4314 §2.1, §2.1.1. */
export function parseRights(letters: string): Rights | null {
  const current = letters.replace(/[cd]/g, (letter) => OBSOLETE[letter] ?? letter);
  if ([...current].some((letter) => !RIGHT_LETTERS.includes(letter))) return null;
  return ordered(current);
}

/** As clients of RFC 2086 understand it too: `c` and `d` when at least one of their parts is there. RFC 4314 §2.1.1. */
export function formatRights(rights: Rights): string {
  const obsolete = Object.keys(OBSOLETE).filter((letter) =>
    [...(OBSOLETE[letter] ?? '')].some((part) => rights.includes(part)),
  );
  return rights + obsolete.join('');
}

export function hasRight(rights: Rights, right: Right): boolean {
  return rights.includes(right);
}

export function joinRights(left: Rights, right: Rights): Rights {
  return left === right ? left : ordered(left + right);
}

export function applyRightsChange(current: Rights, { mode, rights }: RightsChange): Rights {
  if (mode === 'replace') return rights;
  if (mode === 'add') return joinRights(current, rights);
  return ordered([...current].filter((letter) => !rights.includes(letter)).join(''));
}

function ordered(letters: string): Rights {
  return [...RIGHT_LETTERS].filter((letter) => letters.includes(letter)).join('') as Rights;
}

/** Which flags somebody may change; the others stay as they are. */
export interface FlagMask {
  /** Bits of {@link FLAG}. */
  readonly flags: number;
  readonly custom: boolean;
  readonly deleted: boolean;
}

/** RFC 4314 §4: s is for \Seen, t for \Deleted, w for every other flag and keyword. */
export function flagMask(rights: Rights): FlagMask {
  const seen = hasRight(rights, 's') ? FLAG.seen : 0;
  const others = hasRight(rights, 'w') ? ~FLAG.seen : 0;
  return { flags: seen | others, custom: hasRight(rights, 'w'), deleted: hasRight(rights, 't') };
}

/** `wanted` where the mask allows a change, `current` where it does not. */
export function maskKeywords(current: KeywordSet, wanted: KeywordSet, mask: FlagMask): KeywordSet {
  return {
    flags: (current.flags & ~mask.flags) | (wanted.flags & mask.flags),
    custom: mask.custom ? wanted.custom : current.custom,
  };
}
