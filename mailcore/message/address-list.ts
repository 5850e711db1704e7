/** One element of an address list, undecoded. RFC 5322 §3.4. */
export type AddressItem =
  | {
      readonly kind: 'mailbox';
      /** Display name, else the comment beside the address; unquoted, encoded words left as they are. */
      readonly name: string | null;
      /** Source route without brackets ("@a,@b"), or null. RFC 5322 §4.4. */
      readonly route: string | null;
      /** Unquoted; empty when missing. */
      readonly localPart: string;
      /** Empty when missing. */
      readonly domain: string;
    }
  | { readonly kind: 'group'; readonly name: string }
  | { readonly kind: 'groupEnd' };

const ENCODED_WORD = /=\?[^?\s]{1,80}\?[bq]\?[^?\r\n]*\?=/iy;
/** An unencoded ISO-2022-JP run, whose bytes look like ASCII specials. */
const JIS_RUN = /\x1b\$[^\x1b]*(?:\x1b\([A-Z])?/y;
/** Domain literals hold colons. */
const ATOM = /(?:\[[^\]\s]{0,80}\]|[^\s"(),:;<>\x1b=])+|[=\x1b]/y;

/**
 * Parses an unfolded binary header value as an address list, as liberally as mail in the wild demands:
 * dots anywhere in the local part (`a..b.@docomo.ne.jp`), bare names, missing commas' worth of junk. Never throws.
 */
export function parseAddressList(value: string): AddressItem[] {
  return new AddressListParser(value).parse();
}

class AddressListParser {
  readonly #text: string;
  #pos = 0;
  readonly #items: AddressItem[] = [];
  #words: { text: string; quoted: boolean; spaced: boolean }[] = [];
  #comment: string | null = null;
  #angle: string | null = null;
  #inGroup = false;
  #spaced = false;

  constructor(text: string) {
    this.#text = text;
  }

  parse(): AddressItem[] {
    while (this.#pos < this.#text.length) this.#step(this.#text[this.#pos]!);
    this.#finishMailbox();
    if (this.#inGroup) this.#items.push({ kind: 'groupEnd' });
    return this.#items;
  }

  #step(char: string): void {
    switch (char) {
      case ' ':
      case '\t':
        this.#pos++;
        this.#spaced = true;
        return;
      case '"':
        return this.#pushWord(this.#quoted(), true);
      case '(':
        this.#comment = this.#commentText();
        return;
      case '<':
        return this.#pushAngle(this.#angleText());
      case '>':
        // Closes nothing.
        this.#pos++;
        return;
      case ',':
        this.#pos++;
        return this.#finishMailbox();
      case ';':
        this.#pos++;
        return this.#finishGroup();
      case ':':
        this.#pos++;
        return this.#startGroup();
      default:
        return this.#pushWord(this.#atom(), false);
    }
  }

  #pushWord(text: string, quoted: boolean): void {
    this.#words.push({ text, quoted, spaced: this.#spaced && this.#words.length > 0 });
    this.#spaced = false;
  }

  #atom(): string {
    for (const pattern of [ENCODED_WORD, JIS_RUN, ATOM]) {
      const char = this.#text[this.#pos];
      if (pattern === ENCODED_WORD && char !== '=') continue;
      if (pattern === JIS_RUN && char !== '\x1b') continue;
      pattern.lastIndex = this.#pos;
      const match = pattern.exec(this.#text);
      if (match === null) continue;
      this.#pos = pattern.lastIndex;
      return match[0];
    }
    return this.#text[this.#pos++]!;
  }

  #quoted(): string {
    let text = '';
    let pos = this.#pos + 1;
    let from = pos;
    for (; pos < this.#text.length; pos++) {
      const char = this.#text[pos];
      if (char === '"') break;
      if (char !== '\\') continue;
      text += this.#text.slice(from, pos);
      from = ++pos;
    }
    this.#pos = pos + 1;
    return text + this.#text.slice(from, pos);
  }

  #commentText(): string {
    const start = this.#pos + 1;
    let depth = 0;
    for (; this.#pos < this.#text.length; this.#pos++) {
      const char = this.#text[this.#pos];
      if (char === '\\') this.#pos++;
      else if (char === '(') depth++;
      else if (char === ')' && --depth === 0) break;
    }
    const text = this.#text.slice(start, this.#pos);
    this.#pos++;
    return text.replace(/\\(.)/g, '$1').trim();
  }

  /** From `<` past its `>`; quoted strings inside may hold either. */
  #angleText(): string {
    // `<<a@example.com>>`
    while (this.#text[this.#pos + 1] === '<') this.#pos++;
    const start = ++this.#pos;
    for (; this.#pos < this.#text.length; this.#pos++) {
      const char = this.#text[this.#pos];
      if (char === '>') break;
      if (char === '"') {
        this.#quoted();
        this.#pos--;
      }
    }
    return this.#text.slice(start, this.#pos++);
  }

  /** A second address without a comma between starts a mailbox of its own. */
  #pushAngle(text: string): void {
    if (this.#angle !== null) this.#finishMailbox();
    this.#angle = text;
  }

  #startGroup(): void {
    if (this.#inGroup || this.#angle !== null) return;
    this.#items.push({ kind: 'group', name: this.#phrase(this.#words) });
    this.#inGroup = true;
    this.#reset();
  }

  #finishGroup(): void {
    this.#finishMailbox();
    if (!this.#inGroup) return;
    this.#items.push({ kind: 'groupEnd' });
    this.#inGroup = false;
  }

  #finishMailbox(): void {
    const { route, localPart, domain, name } =
      this.#angle === null ? this.#bareMailbox() : this.#angleMailbox();
    const isEmpty = localPart === '' && domain === '' && name === null && this.#angle === null;
    if (!isEmpty) this.#items.push({ kind: 'mailbox', name, route, localPart, domain });
    this.#reset();
  }

  #angleMailbox() {
    const text = this.#angle ?? '';
    const routed = /^\s*(@[^:"]*):/.exec(text);
    const spec = splitAddrSpec(routed === null ? text : text.slice(routed[0].length));
    const name = this.#words.length > 0 ? this.#phrase(this.#words) : this.#comment;
    return { route: routed?.[1] ?? null, name, ...spec };
  }

  /** No angle brackets: the last run with an `@` is the address, words before it are the name. */
  #bareMailbox() {
    const words = this.#words;
    let last = words.length - 1;
    while (last >= 0 && (words[last]!.quoted || !words[last]!.text.includes('@'))) last--;
    if (last < 0) return { route: null, name: this.#comment, localPart: this.#phrase(words), domain: '' };
    let first = last;
    // `tomo @ sample.com` and `t . o @sample.com` are one address, `Tomo tomo@sample.com` a name and an address.
    while (
      first > 0 &&
      (!words[first]!.spaced || continuesLocalPart(words[first - 1]!.text, words[first]!.text))
    )
      first--;
    const local = words.slice(first, last);
    const tail = words[last]!.text;
    const at = tail.lastIndexOf('@');
    const name = first > 0 ? this.#phrase(words.slice(0, first)) : this.#comment;
    return {
      route: null,
      name,
      localPart: local.map((word) => word.text).join('') + tail.slice(0, at),
      domain: this.#domain(tail.slice(at + 1), words.slice(last + 1)),
    };
  }

  /** White space around the `@` and the dots of a domain is obsolete, but legal. RFC 5322 §4.4. */
  #domain(start: string, following: readonly { text: string }[]): string {
    let domain = start;
    for (const { text } of following) {
      if (domain !== '' && !domain.endsWith('.') && !text.startsWith('.')) break;
      domain += text;
    }
    return domain;
  }

  #phrase(words: readonly { text: string; spaced: boolean }[]): string {
    let phrase = '';
    for (const [index, { text, spaced }] of words.entries())
      phrase += index > 0 && spaced ? ` ${text}` : text;
    return phrase;
  }

  #reset(): void {
    this.#words = [];
    this.#comment = null;
    this.#angle = null;
    this.#spaced = false;
  }
}

/** RFC 5322 §4.4, obs-local-part: white space may stand around the dots and the `@`. */
function continuesLocalPart(before: string, text: string): boolean {
  return /^[@.]/.test(text) || (before === '.' && text !== '');
}

function splitAddrSpec(text: string): { localPart: string; domain: string } {
  const spec = text.includes('(') ? text.replace(/\([^()]*\)/g, '').trim() : text.trim();
  const at = spec.lastIndexOf('@');
  if (at < 0) return { localPart: unquote(spec), domain: '' };
  return { localPart: unquote(spec.slice(0, at).trim()), domain: spec.slice(at + 1).trim() };
}

function unquote(text: string): string {
  return text.length >= 2 && text.startsWith('"') && text.endsWith('"')
    ? text.slice(1, -1).replace(/\\(.)/g, '$1')
    : text;
}
