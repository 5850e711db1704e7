/** An address of an ENVELOPE, as transferred: binary strings. Groups begin with one that has a mailbox but no host. RFC 9051 §7.5.2. */
export interface EnvelopeAddress {
  readonly name: string | null;
  readonly mailbox: string | null;
  readonly host: string | null;
}

/** What SORT looks at in an ENVELOPE. */
export interface SortEnvelope {
  readonly subject: string | null;
  readonly from: EnvelopeAddress | null;
  readonly to: EnvelopeAddress | null;
  readonly cc: EnvelopeAddress | null;
}

/** Reads the ENVELOPE stored with a message, the first address of each list. Anything else than what we wrote is a bug. */
export function readSortEnvelope(envelope: string): SortEnvelope {
  const reader = new EnvelopeReader(envelope);
  reader.nstring();
  const subject = reader.nstring();
  const from = reader.addresses();
  reader.addresses();
  reader.addresses();
  return { subject, from, to: reader.addresses(), cc: reader.addresses() };
}

class EnvelopeReader {
  readonly #text: string;
  /** Before the next field: the parenthesis or the space in front of it. */
  #position = 0;

  constructor(text: string) {
    this.#text = text;
  }

  nstring(): string | null {
    const start = ++this.#position;
    const first = this.#text[start];
    if (first === '"') return this.#quoted(start + 1);
    if (first === '{') return this.#literal(start);
    this.#position = start + 'NIL'.length;
    return null;
  }

  /** The first of an address list; the others are passed over. */
  addresses(): EnvelopeAddress | null {
    const start = this.#position + 1;
    if (this.#text[start] !== '(') {
      this.#position = start + 'NIL'.length;
      return null;
    }
    this.#position = start;
    const first = this.#address();
    while (this.#text[this.#position] === '(') {
      this.#position--;
      this.#address();
    }
    this.#position++;
    return first;
  }

  /** From the character before its parenthesis to behind it. */
  #address(): EnvelopeAddress {
    this.#position++;
    const name = this.nstring();
    this.nstring();
    const mailbox = this.nstring();
    const host = this.nstring();
    this.#position++;
    return { name, mailbox, host };
  }

  #quoted(start: number): string {
    const text = this.#text;
    let end = text.indexOf('"', start);
    if (!text.slice(start, end).includes('\\')) {
      this.#position = end + 1;
      return text.slice(start, end);
    }
    for (end = start; text[end] !== '"'; end++) if (text[end] === '\\') end++;
    this.#position = end + 1;
    return text.slice(start, end).replace(/\\(.)/gs, '$1');
  }

  #literal(start: number): string {
    const lineEnd = this.#text.indexOf('\n', start);
    const length = Number.parseInt(this.#text.slice(start + 1, lineEnd), 10);
    this.#position = lineEnd + 1 + length;
    return this.#text.slice(lineEnd + 1, this.#position);
  }
}
