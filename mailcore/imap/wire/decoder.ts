import { WireError } from '../../errors.ts';
import { CHARACTERS } from './characters.ts';
import type { CharacterClass } from './characters.ts';
import { parseDate, parseDateTime } from './date-time.ts';
import { literalAtEnd } from './literal.ts';
import type { LiteralHeader } from './literal.ts';
import { decodeModifiedUtf7 } from './modified-utf7.ts';
import { LAST_RESULT, parseSequenceSet } from './sequence-set.ts';
import type { SequenceSet } from './sequence-set.ts';

const MAX_NUMBER = 0xffff_ffff;
const MAX_LIST_ITEMS = 10_000;
const MAX_LIST_DEPTH = 50;

/** What a client has enabled that changes the grammar. */
export interface DecoderOptions {
  /** Mailbox names are plain UTF-8, `&` is no shift. RFC 6855 §3, RFC 9051 §5.1. */
  readonly isUtf8?: boolean;
  /** What IMAP4rev2 took away is unknown. RFC 9051 appendix E. */
  readonly isRev2?: boolean;
  /** Sequence numbers name nothing. RFC 9586 §3. */
  readonly isUidOnly?: boolean;
}

/**
 * Reads one command as it came over the wire, literals in place (`{5}\r\nhello`), as a binary string.
 * Methods are named after the productions of RFC 9051 §9; each consumes what it names or throws WireError.
 * `try…` methods consume only on success.
 */
export class Decoder {
  readonly #text: string;
  #position = 0;
  #depth = 0;
  readonly isUtf8: boolean;
  readonly isRev2: boolean;
  readonly isUidOnly: boolean;

  constructor(text: string, options: DecoderOptions = {}) {
    this.#text = text;
    this.isUtf8 = options.isUtf8 ?? false;
    this.isRev2 = options.isRev2 ?? false;
    this.isUidOnly = options.isUidOnly ?? false;
  }

  get isAtEnd(): boolean {
    return this.#position >= this.#text.length;
  }

  tag(): string {
    return this.#run(CHARACTERS.tag, 'tag');
  }

  atom(): string {
    return this.#run(CHARACTERS.atom, 'atom');
  }

  /** An atom in upper case: command and key names are case-insensitive. RFC 9051 §9 note 1. */
  keyword(): string {
    return this.atom().toUpperCase();
  }

  sp(): void {
    this.#expect(' ', 'space');
  }

  end(): void {
    if (!this.isAtEnd) throw new WireError('Unexpected text after the command');
  }

  /** Consumes `text`, compared without case, or answers false. */
  tryText(text: string): boolean {
    const found = this.#text.slice(this.#position, this.#position + text.length);
    if (found.toUpperCase() !== text) return false;
    this.#position += text.length;
    return true;
  }

  trySp(): boolean {
    return this.tryText(' ');
  }

  /** The next character, without consuming it; "" at the end. */
  peek(): string {
    return this.#text.charAt(this.#position);
  }

  /** number = 1*DIGIT, unsigned 32 bits. */
  number(): number {
    return this.#digits(MAX_NUMBER);
  }

  nzNumber(): number {
    const value = this.number();
    if (value === 0) throw new WireError('Expected a number above zero');
    return value;
  }

  /** mod-sequence-valzer: at most 2^53 - 1, which no counter of ours passes. RFC 7162 §7. */
  modSequence(): number {
    return this.#digits(Number.MAX_SAFE_INTEGER);
  }

  /** astring = 1*ASTRING-CHAR / string. */
  astring(): string {
    return this.#stringOr(CHARACTERS.astring, 'astring');
  }

  /** string = quoted / literal. */
  string(): string {
    const next = this.peek();
    if (next === '"') return this.#quoted();
    if (next === '{' || next === '~') return this.#literal();
    throw new WireError('Expected a string');
  }

  nstring(): string | null {
    return this.tryNil() ? null : this.string();
  }

  tryNil(): boolean {
    return this.tryText('NIL');
  }

  /** objectid = 1*255(ALPHA / DIGIT / "_" / "-"). RFC 8474 §7. */
  objectId(): string {
    const id = this.atom();
    if (!/^[A-Za-z0-9_-]{1,255}$/.test(id)) throw new WireError('Invalid object id');
    return id;
  }

  /** A mailbox name, decoded, NFC; INBOX in any case becomes INBOX. RFC 9051 §5.1. */
  mailbox(): string {
    return this.givenMailbox().path;
  }

  /** With the name as the client wrote it, where that was not in NFC. RFC 9051 §5.1, §6.3.9.7. */
  givenMailbox(): { path: string; given: string | null } {
    const name = this.#mailboxText(this.astring());
    if (name === null) throw new WireError('Invalid mailbox name encoding');
    const path = canonicalMailbox(name.normalize('NFC'));
    return { path, given: name.normalize('NFC') === name ? null : name };
  }

  /** list-mailbox = 1*list-char / string; a pattern that is no modified UTF-7 is taken as it stands. */
  listMailbox(): string {
    const binary = this.#stringOr(CHARACTERS.list, 'list-mailbox');
    return canonicalMailbox((this.#mailboxText(binary) ?? binary).normalize('NFC'));
  }

  /** flag = "\" atom / atom, as written. */
  flag(): string {
    return this.tryText('\\') ? `\\${this.atom()}` : this.atom();
  }

  flagList(): string[] {
    return this.list(() => this.flag());
  }

  /** sequence-set =/ seq-last-command. RFC 5182 §3. */
  sequenceSet(): SequenceSet {
    if (this.tryText('$')) return LAST_RESULT;
    return parseSequenceSet(this.#run(CHARACTERS.sequenceSet, 'sequence-set'));
  }

  /** A sequence-set of message numbers, which a client of UIDONLY cannot mean. RFC 9586 §3. */
  numberSet(): SequenceSet {
    if (this.isUidOnly)
      throw new WireError('Messages are named by UID only', { responseCode: 'UIDREQUIRED' });
    return this.sequenceSet();
  }

  /** date = date-text / DQUOTE date-text DQUOTE; milliseconds of that midnight, UTC. */
  date(): number {
    return parseDate(this.astring());
  }

  dateTime(): Date {
    return parseDateTime(this.#quoted());
  }

  /** "(" [item *(SP item)] ")" */
  list<Item>(item: () => Item): Item[] {
    this.#expect('(', 'list');
    const items: Item[] = [];
    this.nested(() => {
      while (this.peek() !== ')') {
        if (items.length > 0) this.sp();
        if (items.length >= MAX_LIST_ITEMS) throw new WireError('List too long');
        items.push(item());
      }
    });
    this.#expect(')', 'end of list');
    return items;
  }

  /** Runs `read` one level deeper; too deep a nesting is refused before it reaches our own stack. */
  nested<Value>(read: () => Value): Value {
    if (++this.#depth > MAX_LIST_DEPTH) throw new WireError('Nested too deeply');
    const value = read();
    this.#depth--;
    return value;
  }

  /** A literal whose bytes have not been read yet: the message of APPEND. It ends the text. */
  announcedLiteral(): LiteralHeader {
    const rest = this.#text.slice(this.#position);
    const literal = literalAtEnd(rest);
    if (literal === null || literal.index !== 0) throw new WireError('Expected a literal');
    this.#position = this.#text.length;
    return literal;
  }

  /** Everything up to the end, for commands whose argument has a grammar of its own. */
  rest(): string {
    const rest = this.#text.slice(this.#position);
    this.#position = this.#text.length;
    return rest;
  }

  #mailboxText(binary: string): string | null {
    const isAscii = /^[\x20-\x7e]*$/.test(binary);
    if (isAscii) return this.isUtf8 ? binary : decodeModifiedUtf7(binary);
    // Clients of the Far East send raw UTF-8 without asking; RFC 9051 §5.1 wants it, so it is taken.
    const text = Buffer.from(binary, 'latin1').toString('utf8');
    return text.includes('\ufffd') ? null : text;
  }

  #stringOr(characters: CharacterClass, production: string): string {
    const next = this.peek();
    if (next === '"' || next === '{') return this.string();
    return this.#run(characters, production);
  }

  #run(characters: CharacterClass, production: string): string {
    const start = this.#position;
    let end = start;
    while (end < this.#text.length && characters[this.#text.charCodeAt(end)] === 1) end++;
    if (end === start) throw new WireError(`Expected ${production}`);
    this.#position = end;
    return this.#text.slice(start, end);
  }

  #digits(max: number): number {
    const digits = this.#run(CHARACTERS.digit, 'number');
    const value = digits.length > 16 ? Infinity : Number(digits);
    if (value > max) throw new WireError('Number too large');
    return value;
  }

  #quoted(): string {
    this.#expect('"', 'quoted string');
    const start = this.#position;
    let hasEscape = false;
    for (let end = start; end < this.#text.length; end++) {
      const code = this.#text.charCodeAt(end);
      if (code === 0x22) {
        this.#position = end + 1;
        const raw = this.#text.slice(start, end);
        return hasEscape ? raw.replace(/\\(.)/g, '$1') : raw;
      }
      if (code === 0x0d || code === 0x0a || code === 0) break;
      if (code !== 0x5c) continue;
      hasEscape = true;
      end++;
    }
    throw new WireError('Unfinished quoted string');
  }

  #literal(): string {
    const lineEnd = this.#text.indexOf('\n', this.#position);
    const header = lineEnd < 0 ? null : literalAtEnd(this.#text.slice(this.#position, lineEnd - 1));
    if (header === null || header.index !== 0) throw new WireError('Expected a literal');
    const start = lineEnd + 1;
    const bytes = this.#text.slice(start, start + header.sizeBytes);
    if (bytes.length !== header.sizeBytes) throw new WireError('Literal cut short');
    // RFC 9051 §9: literal holds no NUL; only literal8 may.
    if (!header.isBinary && bytes.includes('\0')) throw new WireError('NUL in literal');
    this.#position = start + header.sizeBytes;
    return bytes;
  }

  #expect(text: string, production: string): void {
    if (!this.tryText(text)) throw new WireError(`Expected ${production}`);
  }
}

/** RFC 9051 §5.1: INBOX is case-insensitive, as the first level of a name too. */
function canonicalMailbox(name: string): string {
  return /^inbox(?=\/|$)/i.test(name) ? `INBOX${name.slice(5)}` : name;
}
