/** RFC 3454 table B.1: characters that a password is compared without (soft hyphen, joiners, variation selectors, …). */
const MAPPED_TO_NOTHING = /[\u00ad\u034f\u1806\u180b-\u180d\u200b-\u200d\u2060\ufe00-\ufe0f\ufeff]/g;
/** RFC 3454 table C.1.2: spaces that are compared as U+0020; the ideographic space of Japanese keyboards is one. */
const OTHER_SPACES = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g;
/** RFC 3454 tables C.2 to C.8 as far as Unicode's own classes give them: controls, surrogates, private use, unassigned. */
const PROHIBITED =
  /[\p{Cc}\p{Cs}\p{Co}\p{Cn}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u206f\ufff9-\ufffd]/u;

const MAX_PASSWORD_BYTES = 1_024;

/**
 * The form of a password that verifiers are made and checked with, so that the same keys on another keyboard give the same bytes;
 * null when it is empty, longer than 1,024 bytes or holds control characters. RFC 4013 §2, in the spirit of RFC 8265 §4.
 */
export function preparePassword(password: string): string | null {
  // Four bytes a character at most leave it; measured before normalising, which can multiply the length.
  if (password.length > MAX_PASSWORD_BYTES) return null;
  const mapped = password.replace(MAPPED_TO_NOTHING, '').replace(OTHER_SPACES, ' ').normalize('NFKC');
  if (mapped === '' || PROHIBITED.test(mapped)) return null;
  return Buffer.byteLength(mapped) <= MAX_PASSWORD_BYTES ? mapped : null;
}
