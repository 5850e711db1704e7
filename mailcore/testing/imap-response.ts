import type { LineClient } from './line-client.ts';

/** A value in an IMAP response: an atom or number, a string (quoted and literal are one), NIL, or a list. */
export type ImapValue = string | null | readonly ImapValue[];

/** Untagged responses up to the tagged one, as binary strings with their literals in place. Throws when the command was refused. */
export async function readResponses(client: LineClient, tag: string): Promise<string[]> {
  const responses: string[] = [];
  for (;;) {
    const response = await readResponse(client);
    if (!response.startsWith(`${tag} `)) responses.push(response);
    else if (response.startsWith(`${tag} OK`)) return responses;
    else throw new Error(response);
  }
}

async function readResponse(client: LineClient): Promise<string> {
  let text = '';
  for (;;) {
    const line = await client.binaryLine();
    text += line;
    const literal = /~?\{(\d+)\}$/.exec(line);
    if (literal === null) return text;
    text += `\r\n${(await client.bytes(Number(literal[1]))).toString('latin1')}`;
  }
}

/** The items of a FETCH response by name. */
export function parseFetch(response: string): Map<string, ImapValue> {
  const parser = new ValueParser(response.slice(response.indexOf('(')));
  const list = parser.value() as readonly ImapValue[];
  const items = new Map<string, ImapValue>();
  for (let at = 0; at < list.length; at += 2) items.set(String(list[at]), list[at + 1] ?? null);
  return items;
}

class ValueParser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(): ImapValue {
    const char = this.#text[this.#at];
    if (char === '(') return this.#list();
    if (char === '"') return this.#quoted();
    const literal = this.#match(/~?\{(\d+)\}\r\n/y);
    if (literal !== null) return this.#take(Number(literal[1]));
    // A section name holds blanks and parentheses: BODY[HEADER.FIELDS (A B)]<0>.
    const atom = this.#match(/(?:[^\s()[\]"]|\[[^\]]*\])+/y)?.[0];
    if (atom === undefined)
      throw new Error(`no value at ${this.#at}: ${this.#text.slice(this.#at, this.#at + 40)}`);
    return atom === 'NIL' ? null : atom;
  }

  #list(): ImapValue[] {
    this.#at++;
    const values: ImapValue[] = [];
    for (;;) {
      while (this.#text[this.#at] === ' ') this.#at++;
      if (this.#at >= this.#text.length) throw new Error('list without end');
      if (this.#text[this.#at] === ')') break;
      values.push(this.value());
    }
    this.#at++;
    return values;
  }

  #quoted(): string {
    const match = this.#match(/"((?:[^"\\]|\\.)*)"/sy);
    if (match === null) throw new Error('string without end');
    return (match[1] ?? '').replace(/\\(.)/gs, '$1');
  }

  #take(length: number): string {
    this.#at += length;
    return this.#text.slice(this.#at - length, this.#at);
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match !== null) this.#at = pattern.lastIndex;
    return match;
  }
}
