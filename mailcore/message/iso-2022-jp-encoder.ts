import { CELLS } from './jis-tables.ts';
import { jisX0208Table } from './iso-2022-jp.ts';

const TO_JIS = Buffer.from('\x1b$B', 'latin1');
const TO_ASCII = Buffer.from('\x1b(B', 'latin1');

/** Characters that look like one JIS X 0208 has under another code point. */
const LOOKALIKES: Readonly<Record<string, string>> = {
  '\u301c': '\uff5e', // wave dash
  '\u2212': '\uff0d', // minus sign
  '\u2014': '\u2015', // em dash
  '\u2016': '\u2225', // double vertical line
  '\u00a5': '\uffe5', // yen
  '\u00a2': '\uffe0', // cent
  '\u00a3': '\uffe1', // pound
  '\u00ac': '\uffe2', // not sign
  '\u00a6': '\uffe4', // broken bar
  '\u203e': '\uffe3', // overline
  '\u00c5': '\u212b', // angstrom
  '\u00a0': ' ',
};

/** Half-width kana from U+FF61 on, and what they become; CP50220 sends no half-width kana. */
const FULL_WIDTH =
  '。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン゛゜';

let cells: Map<string, number> | null = null;

/** JIS code by character; where CP932 has a character twice, the first (JIS X 0208, then NEC row 13) wins. */
function jisCodes(): Map<string, number> {
  if (cells !== null) return cells;
  cells = new Map();
  for (const [index, codeUnit] of jisX0208Table().entries()) {
    const char = String.fromCharCode(codeUnit);
    const jis = ((Math.floor(index / CELLS) + 0x21) << 8) | ((index % CELLS) + 0x21);
    if (codeUnit !== 0 && !cells.has(char)) cells.set(char, jis);
  }
  return cells;
}

/**
 * Encodes as CP50220: ASCII and two-byte JIS, every line and the end in ASCII; half-width kana become full-width with their
 * voicing marks joined. Each character the set lacks is `?` and is listed once.
 */
export function encodeIso2022Jp(text: string): { bytes: Buffer; unencodable: string[] } {
  const codes = jisCodes();
  const unencodable = new Set<string>();
  const bytes: number[] = [];
  let isJis = false;
  const shift = (toJis: boolean) => {
    if (isJis !== toJis) bytes.push(...(toJis ? TO_JIS : TO_ASCII));
    isJis = toJis;
  };
  for (const char of widenKana(composeMarks(text))) {
    const mapped = LOOKALIKES[char] ?? char;
    const code = mapped.codePointAt(0)!;
    const jis = code < 0x80 ? undefined : codes.get(mapped);
    if (jis === undefined) {
      // A raw escape or shift would be read as a designation.
      const isPlain = code < 0x80 && code !== 0x1b && code !== 0x0e && code !== 0x0f;
      if (!isPlain) unencodable.add(char);
      shift(false);
      bytes.push(isPlain ? code : 0x3f);
    } else {
      shift(true);
      bytes.push(jis >> 8, jis & 0xff);
    }
  }
  shift(false);
  return { bytes: Buffer.from(bytes), unencodable: [...unencodable] };
}

/** Joins voicing marks only: NFC of the whole would swap ideographs of people's names. */
function composeMarks(text: string): string {
  return text.replace(/.[\u3099\u309a]/gs, (pair) => pair.normalize('NFC'));
}

/** `ｶﾞ` -> `ガ`: only kana, not the whole of NFKC, which would turn ① into 1. */
export function widenKana(text: string): string {
  return text.replace(/[\uff61-\uff9f][\uff9e\uff9f]?/g, (kana) => {
    const wide = FULL_WIDTH[kana.charCodeAt(0) - 0xff61]!;
    const mark = kana[1];
    if (mark === undefined) return wide;
    const joined = (wide + (mark === '\uff9e' ? '\u3099' : '\u309a')).normalize('NFC');
    return joined.length === 1 ? joined : wide + (mark === '\uff9e' ? '゛' : '゜');
  });
}
