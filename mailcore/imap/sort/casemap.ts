/**
 * The sort key of a text under i;unicode-casemap: titlecase, then decomposed. Two keys compare with `<` as the octets of their
 * UTF-8 would. RFC 5051, RFC 5256 §7.
 */
export function casemapKey(text: string): string {
  if (!/[^\x00-\x7f]/.test(text)) return text.toUpperCase();
  const titled = text.replace(/[^\x00-\x7f]/gu, titlecase).replace(/[a-z]+/g, (run) => run.toUpperCase());
  return inOctetOrder(titled.normalize('NFKD'));
}

/** The 31 characters whose titlecase is not their upper case: digraphs and Greek with iota. */
const TITLECASE: ReadonlyMap<string, string> = new Map(
  Array.from({ length: 0x2000 - 0x1c4 }, (_, index) => String.fromCodePoint(0x1c4 + index))
    .filter((char) => /\p{Lt}/u.test(char))
    .flatMap((title) =>
      [title, title.toLowerCase(), title.toUpperCase()].map((char) => [char, title] as const),
    ),
);

/** The simple mapping: one character stays one, so ß is itself. RFC 5051 §2 (2)(a). */
function titlecase(char: string): string {
  const title = TITLECASE.get(char);
  if (title !== undefined) return title;
  const upper = char.toUpperCase();
  return upper.length === char.length ? upper : char;
}

/** Strings compare by UTF-16 units, where surrogates stand before U+E000; their UTF-8 stands behind U+FFFF. */
function inOctetOrder(text: string): string {
  if (!/[\ud800-\uffff]/.test(text)) return text;
  return text.replace(/[\ud800-\uffff]/g, (unit) => {
    const code = unit.charCodeAt(0);
    return String.fromCharCode(code < 0xe000 ? code + 0x2000 : code - 0x800);
  });
}
