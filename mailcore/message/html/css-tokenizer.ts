/** Tokens of CSS Syntax Level 3 §4 with escapes decoded and comments gone. */
export interface CssToken {
  readonly type:
    | 'ident'
    | 'function'
    | 'at'
    | 'hash'
    | 'string'
    | 'url'
    /** Unclosed or malformed string or url(): nothing it stands in can be trusted. */
    | 'bad'
    /** Number with its unit or percent sign. */
    | 'number'
    | 'space'
    /** Any other single character. */
    | 'delim';
  readonly value: string;
}

const NAME_CHAR = /[-\w\u0080-\uffff]/;
const NUMBER = /[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/iy;

/** Splits CSS text. Never throws; linear. */
export function tokenizeCss(css: string): CssToken[] {
  return new CssTokenizer(css.replace(/\r\n?|\f/g, '\n').replaceAll('\0', '\ufffd')).tokens();
}

class CssTokenizer {
  readonly #css: string;
  #pos = 0;

  constructor(css: string) {
    this.#css = css;
  }

  tokens(): CssToken[] {
    const tokens: CssToken[] = [];
    while (this.#pos < this.#css.length) {
      if (this.#css.startsWith('/*', this.#pos)) this.#skipComment();
      else tokens.push(this.#next());
    }
    return tokens;
  }

  #skipComment(): void {
    const end = this.#css.indexOf('*/', this.#pos + 2);
    this.#pos = end < 0 ? this.#css.length : end + 2;
  }

  #next(): CssToken {
    const char = this.#css[this.#pos]!;
    if (/[ \t\n]/.test(char)) return this.#space();
    if (char === '"' || char === "'") return this.#string(char);
    const number = this.#number();
    if (number !== null) return number;
    if (this.#startsName(this.#pos)) return this.#identLike();
    this.#pos++;
    if (char === '#' && this.#isNameAt(this.#pos)) return { type: 'hash', value: this.#name() };
    if (char === '@' && this.#startsName(this.#pos)) return { type: 'at', value: this.#name() };
    return { type: 'delim', value: char };
  }

  #space(): CssToken {
    while (/[ \t\n]/.test(this.#css[this.#pos] ?? '')) this.#pos++;
    return { type: 'space', value: ' ' };
  }

  #number(): CssToken | null {
    NUMBER.lastIndex = this.#pos;
    const match = NUMBER.exec(this.#css);
    if (match === null) return null;
    this.#pos = NUMBER.lastIndex;
    let unit = '';
    if (this.#css[this.#pos] === '%') unit = this.#css[this.#pos++]!;
    else if (this.#startsName(this.#pos)) unit = this.#name();
    return { type: 'number', value: match[0] + unit };
  }

  #identLike(): CssToken {
    const value = this.#name();
    if (this.#css[this.#pos] !== '(') return { type: 'ident', value };
    this.#pos++;
    if (value.toLowerCase() !== 'url') return { type: 'function', value };
    let start = this.#pos;
    while (/[ \t\n]/.test(this.#css[start] ?? '')) start++;
    const quote = this.#css[start];
    return quote === '"' || quote === "'" ? this.#quotedUrl(start, quote) : this.#plainUrl(start);
  }

  #quotedUrl(start: number, quote: string): CssToken {
    this.#pos = start;
    const { type, value } = this.#string(quote);
    while (/[ \t\n]/.test(this.#css[this.#pos] ?? '')) this.#pos++;
    if (type === 'string' && this.#css[this.#pos] === ')') {
      this.#pos++;
      return { type: 'url', value };
    }
    return { type: 'bad', value };
  }

  #plainUrl(start: number): CssToken {
    let value = '';
    let isBad = false;
    this.#pos = start;
    while (this.#pos < this.#css.length) {
      const char = this.#css[this.#pos]!;
      if (char === ')') {
        this.#pos++;
        return { type: isBad ? 'bad' : 'url', value: value.trim() };
      }
      isBad ||= char === '"' || char === "'" || char === '(';
      value += this.#isEscape(this.#pos) ? this.#escape() : this.#css[this.#pos++]!;
    }
    return { type: 'bad', value };
  }

  #string(quote: string): CssToken {
    let value = '';
    this.#pos++;
    while (this.#pos < this.#css.length) {
      const char = this.#css[this.#pos]!;
      if (char === '\n') return { type: 'bad', value };
      if (char === quote) {
        this.#pos++;
        return { type: 'string', value };
      }
      if (char !== '\\') {
        value += char;
        this.#pos++;
      } else if (this.#css[this.#pos + 1] === '\n') this.#pos += 2;
      else value += this.#escape();
    }
    return { type: 'bad', value };
  }

  #isEscape(at: number): boolean {
    return this.#css[at] === '\\' && at + 1 < this.#css.length && this.#css[at + 1] !== '\n';
  }

  #isNameAt(at: number): boolean {
    return at < this.#css.length && (NAME_CHAR.test(this.#css[at]!) || this.#isEscape(at));
  }

  /** CSS Syntax §4.3.9: letters, `_`, non-ASCII, escapes, or a hyphen before one of them. */
  #startsName(at: number): boolean {
    const char = this.#css[at] ?? '';
    if (char === '-') return this.#css[at + 1] === '-' || this.#startsName(at + 1);
    return /[A-Za-z_\u0080-\uffff]/.test(char) || this.#isEscape(at);
  }

  #name(): string {
    let name = '';
    while (this.#isNameAt(this.#pos)) {
      name += this.#css[this.#pos] === '\\' ? this.#escape() : this.#css[this.#pos++]!;
    }
    return name;
  }

  /** At a backslash: up to six hex digits and one blank, or the next character. CSS Syntax §4.3.7. */
  #escape(): string {
    const match = /^\\([0-9a-f]{1,6})[ \t\n]?/i.exec(this.#css.slice(this.#pos, this.#pos + 8));
    if (match === null) {
      const char = String.fromCodePoint(this.#css.codePointAt(this.#pos + 1) ?? 0xfffd);
      this.#pos += 1 + char.length;
      return char;
    }
    this.#pos += match[0].length;
    const code = parseInt(match[1]!, 16);
    const isValid = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
    return isValid ? String.fromCodePoint(code) : '\ufffd';
  }
}
