/**
 * What stands in the index for a folded text. Every character belongs to one class by itself, whatever stands around it: letters,
 * digits and marks of scripts with words make *words*; those of scripts without spaces, and symbols, make *grams*; the rest
 * separates. So a term without separators lies wholly inside one run of each class wherever it occurs, and the index can be exact.
 */
const GRAM_SCRIPTS = ['Han', 'Hiragana', 'Katakana', 'Hangul', 'Bopomofo', 'Yi', 'Thai', 'Lao', 'Khmer', 'Myanmar', 'Tibetan']; // prettier-ignore
const IN_WORDS = String.raw`[\p{L}\p{N}\p{M}]`;
const IN_GRAM_SCRIPTS = `[${GRAM_SCRIPTS.map((script) => String.raw`\p{scx=${script}}`).join('')}]`;
const WORD = `[${IN_WORDS}--${IN_GRAM_SCRIPTS}]`;
const GRAM = String.raw`[[${IN_WORDS}&&${IN_GRAM_SCRIPTS}][[\p{S}\p{Co}]--[\x00-\x7f]]]`;
const IS_WORD = new RegExp(`^${WORD}$`, 'v');
const IS_GRAM = new RegExp(`^${GRAM}$`, 'v');

const SEPARATOR = 0;
const IN_WORD = 1;
const IN_GRAM = 2;
/** The class of each character of the first plane, which takes a while to find out; 255 = not asked yet. */
const CLASSES = new Uint8Array(0x10000).fill(255);

/** A longer word is kept in overlapping pieces, so that any {@link EXACT_CHARACTERS} of it in a row lie within one. */
export const PIECE_CHARACTERS = 48;
export const EXACT_CHARACTERS = PIECE_CHARACTERS / 2;

/** A maximal run of characters of one class. */
export interface Run {
  readonly kind: 'word' | 'gram';
  readonly text: string;
}

export function runsOf(folded: string): Run[] {
  const runs: Run[] = [];
  let start = 0;
  let current = SEPARATOR;
  for (let at = 0; at < folded.length;) {
    const codePoint = folded.codePointAt(at) ?? 0;
    const next = classOf(codePoint);
    if (next !== current) {
      if (current !== SEPARATOR) runs.push(runOf(folded.slice(start, at), current));
      start = at;
      current = next;
    }
    at += codePoint > 0xffff ? 2 : 1;
  }
  if (current !== SEPARATOR) runs.push(runOf(folded.slice(start), current));
  return runs;
}

function runOf(text: string, characterClass: number): Run {
  return { kind: characterClass === IN_WORD ? 'word' : 'gram', text };
}

function classOf(codePoint: number): number {
  const known = codePoint > 0xffff ? 255 : CLASSES[codePoint]!;
  if (known !== 255) return known;
  const character = String.fromCodePoint(codePoint);
  const found = IS_WORD.test(character) ? IN_WORD : IS_GRAM.test(character) ? IN_GRAM : SEPARATOR;
  if (codePoint <= 0xffff) CLASSES[codePoint] = found;
  return found;
}

/** The distinct tokens of a text. */
export interface Tokens {
  readonly words: ReadonlySet<string>;
  readonly grams: ReadonlySet<string>;
  /** The characters of the words: a single one is inside of too many words to ask for each. */
  readonly letters: ReadonlySet<string>;
}

/** Null when there are more than `max`. */
export function tokensOf(folded: string, max: number): Tokens | null {
  const words = new Set<string>();
  const grams = new Set<string>();
  for (const { kind, text } of runsOf(folded)) {
    if (kind === 'gram') addGrams(text, grams);
    else addPieces(text, words);
    if (words.size + grams.size > max) return null;
  }
  return { words, grams, letters: lettersOf(words) };
}

function lettersOf(words: ReadonlySet<string>): Set<string> {
  const letters = new Set<string>();
  for (const word of words) for (const letter of word) letters.add(letter);
  return letters;
}

/** Each pair of neighbours, and the last character alone: a single one is then the beginning of some token wherever it stands. */
function addGrams(run: string, grams: Set<string>): void {
  let previous = '';
  for (const character of run) {
    if (previous !== '') grams.add(previous + character);
    previous = character;
  }
  grams.add(previous);
}

function addPieces(word: string, words: Set<string>): void {
  if (word.length <= PIECE_CHARACTERS) {
    words.add(word);
    return;
  }
  const characters = Array.from(word);
  for (let at = 0; at === 0 || at + EXACT_CHARACTERS < characters.length; at += EXACT_CHARACTERS) {
    words.add(characters.slice(at, at + PIECE_CHARACTERS).join(''));
  }
}
