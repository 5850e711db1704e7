/** Characters of scripts whose lines break anywhere: a line break between two of them is no word's end. */
const WRAPPED = String.raw`[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\uff00-\uffef]`;
const BREAK_IN_SENTENCE = new RegExp(`(${WRAPPED})[ \\t]*\\r?\\n[ \\t]*(?=${WRAPPED})`, 'gu');
const IGNORABLE = /\p{Default_Ignorable_Code_Point}+/gu;
const KATAKANA = /[\u30a1-\u30f6\u30fd\u30fe]/g;
const HIRAGANA = /[\u3041-\u3096\u309d\u309e]/g;
const KANA_DISTANCE = 0x60;

/**
 * The form in which texts and search terms are compared: NFKC (width, compatibility forms), lower case, katakana as hiragana,
 * invisible characters gone, white space one space, Japanese and Chinese unwrapped. A term is found when its folded form is a
 * substring of the folded text. RFC 9051 §6.4.4, after RFC 5051.
 */
export function foldText(text: string): string {
  if (isAscii(text)) return text.toLowerCase().replace(/\s+/g, ' ');
  return unwrapLines(text)
    .toWellFormed()
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('ς', 'σ')
    .replace(IGNORABLE, '')
    .replace(KATAKANA, (kana) => String.fromCharCode(kana.charCodeAt(0) - KANA_DISTANCE))
    .replace(/\s+/g, ' ');
}

/** Takes line breaks out of sentences in scripts that break lines anywhere. */
export function unwrapLines(text: string): string {
  return text.replace(BREAK_IN_SENTENCE, '$1');
}

/** The source of a regular expression, for the flags `iu`, that finds a term in text of NFKC form with single spaces. */
export function foldedPattern(term: string): string {
  const escaped = foldText(term).replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  return escaped.replace(
    HIRAGANA,
    (kana) => `[${kana}${String.fromCharCode(kana.charCodeAt(0) + KANA_DISTANCE)}]`,
  );
}

function isAscii(text: string): boolean {
  return !/[\u0080-\uffff]/.test(text);
}
