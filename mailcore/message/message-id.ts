import { decodeRawText } from './encoded-word.ts';

/** Message-ids of an unfolded header value without angle brackets; null when there are none. RFC 8621 §4.1.2.5. */
export function parseMessageIds(value: string | null): string[] | null {
  if (value === null) return null;
  const bracketed = [...value.matchAll(/<\s*([^<>\s]+)\s*>/g)].map((match) => match[1]!);
  // Some mailers leave the brackets out; prose such as "Your message of Monday" has no @.
  const ids =
    bracketed.length > 0
      ? bracketed
      : value.split(/[\s,;]+/).filter((word) => /^[^<>"@]+@[^<>"@]+$/.test(word));
  return ids.length === 0 ? null : ids.map(decodeRawText);
}
