/** Character classes of the IMAP grammar as lookup tables over byte values. RFC 9051 §9, RFC 3501 §9. */

const SPECIALS_OF_ATOM = '(){%*"\\';

function classOf(isMember: (code: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, code) => (isMember(code) ? 1 : 0));
}

const isPrintable = (code: number): boolean => code > 0x20 && code < 0x7f;

/** atom-specials are "(" ")" "{" SP CTL "%" "*" DQUOTE "\" and "]". */
const isAtomCharacter = (code: number): boolean =>
  isPrintable(code) && !SPECIALS_OF_ATOM.includes(String.fromCharCode(code)) && code !== 0x5d;

const ATOM_CHAR = classOf(isAtomCharacter);
/** ASTRING-CHAR = ATOM-CHAR / resp-specials. Bytes above 127 are let in: clients send raw UTF-8 mailbox names. */
const ASTRING_CHAR = classOf((code) => isAtomCharacter(code) || code === 0x5d || code > 0x7f);
const TAG_CHAR = classOf((code) => (isAtomCharacter(code) || code === 0x5d) && code !== 0x2b);
/** list-char = ATOM-CHAR / list-wildcards / resp-specials. */
const LIST_CHAR = classOf((code) => ASTRING_CHAR[code] === 1 || code === 0x25 || code === 0x2a);
const DIGIT = classOf((code) => code >= 0x30 && code <= 0x39);
const SEQUENCE_CHAR = classOf((code) => DIGIT[code] === 1 || code === 0x2a || code === 0x2c || code === 0x3a);

export const CHARACTERS = {
  atom: ATOM_CHAR,
  astring: ASTRING_CHAR,
  tag: TAG_CHAR,
  list: LIST_CHAR,
  digit: DIGIT,
  sequenceSet: SEQUENCE_CHAR,
} as const;

export type CharacterClass = (typeof CHARACTERS)[keyof typeof CHARACTERS];

/** True when every character of a non-empty binary string is in the class. */
export function isAll(text: string, characters: CharacterClass): boolean {
  for (let index = 0; index < text.length; index++)
    if (characters[text.charCodeAt(index)] !== 1) return false;
  return text.length > 0;
}
