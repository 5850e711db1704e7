/** Characters of scripts whose lines break anywhere: a line break between two of them is no word's end. */
const WRAPPED = String.raw`[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\uff00-\uffef]`;
const BREAK_IN_SENTENCE = new RegExp(`(${WRAPPED})[ \\t]*\\r?\\n[ \\t]*(?=${WRAPPED})`, 'gu');
const IGNORABLE = /\p{Default_Ignorable_Code_Point}+/gu;
const KATAKANA = /[\u30a1-\u30f6\u30fd\u30fe]/g;
const KANA_DISTANCE = 0x60;

/**
 * The form in which texts and search terms are compared: NFKC (width, compatibility forms), lower case, katakana as hiragana,
 * invisible characters gone, white space one space, Japanese and Chinese unwrapped. A term is found when its folded form is a
 * substring of the folded text. RFC 9051 §6.4.4, after RFC 5051.
 */
export function foldText(text: string): string {
  if (isAscii(text)) return text.toLowerCase().replace(/\s+/g, ' ');
  return text
    .toWellFormed()
    .replace(BREAK_IN_SENTENCE, '$1')
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('ς', 'σ')
    .replace(IGNORABLE, '')
    .replace(KATAKANA, (kana) => String.fromCharCode(kana.charCodeAt(0) - KANA_DISTANCE))
    .replace(/\s+/g, ' ');
}

function isAscii(text: string): boolean {
  return !/[\u0080-\uffff]/.test(text);
}
