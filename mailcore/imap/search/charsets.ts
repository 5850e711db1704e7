import { canonicalLabel, isDecodable } from '../../message/charset.ts';
import { no } from '../errors.ts';
import type { Reply } from '../errors.ts';

/** What BADCHARSET names: those that clients are likely to have. Any other that mail can be written in is taken too. */
const LISTED = ['US-ASCII', 'UTF-8', 'ISO-8859-1', 'ISO-2022-JP', 'SHIFT_JIS', 'EUC-JP'] as const;

/** Clients send raw UTF-8 without naming it. RFC 9051 §6.4.4. */
const DEFAULT = 'utf-8';

/** The charset that a searching command names, or null for one that nobody can read. */
export function searchCharset(name: string | null): string | null {
  if (name === null) return DEFAULT;
  return isDecodable(name) ? canonicalLabel(name) : null;
}

/** RFC 9051 §7.1 (BADCHARSET): with the charsets that would do. */
export function badCharset(): Reply {
  return no('Charset not supported', `BADCHARSET (${LISTED.join(' ')})`);
}
