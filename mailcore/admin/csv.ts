import { MailError } from '../errors.ts';

/** A record and the line it starts on, counted from 1. */
export interface CsvRecord {
  readonly line: number;
  readonly fields: readonly string[];
}

const MAX_FIELD_CHARS = 64 * 1024;
const MAX_FIELDS = 1_000;

/**
 * Reads CSV as it comes in: fields in double quotes may hold commas, doubled quotes and line breaks; CRLF or LF; a byte order mark;
 * empty lines are passed over. Throws `invalidArgument` for text that is not UTF-8, a quote that never ends, an endless field. RFC 4180 §2.
 */
export async function* readCsv(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<CsvRecord> {
  const parser = new CsvParser();
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for await (const chunk of chunks) yield* parser.push(decode(decoder, parser, chunk));
  yield* parser.push(decode(decoder, parser));
  yield* parser.finish();
}

function decode(decoder: TextDecoder, parser: CsvParser, chunk?: Uint8Array): string {
  try {
    return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
  } catch (error) {
    throw new MailError('invalidArgument', `The file is not UTF-8 (near line ${parser.line}).`, {
      cause: error,
    });
  }
}

type State = 'fieldStart' | 'plain' | 'quoted' | 'quoteInQuoted';

class CsvParser {
  line = 1;
  #startLine = 1;
  #state: State = 'fieldStart';
  #field = '';
  #fields: string[] = [];

  *push(text: string): Generator<CsvRecord> {
    for (const char of text) {
      const record = this.#take(char);
      if (char === '\n') this.line += 1;
      if (!record) continue;
      this.#startLine = this.line;
      if (record.fields.length > 1 || record.fields[0] !== '') yield record;
    }
  }

  *finish(): Generator<CsvRecord> {
    if (this.#state === 'quoted')
      throw new MailError('invalidArgument', `Line ${this.#startLine}: a quote is not closed.`);
    const record = this.#endRecord();
    if (record.fields.length > 1 || record.fields[0] !== '') yield record;
  }

  #take(char: string): CsvRecord | null {
    switch (this.#state) {
      case 'quoted':
        if (char === '"') this.#state = 'quoteInQuoted';
        else this.#append(char);
        return null;
      case 'quoteInQuoted':
        if (char === '"') {
          this.#append(char);
          this.#state = 'quoted';
          return null;
        }
        this.#state = 'plain';
        return this.#takeUnquoted(char);
      case 'fieldStart':
        if (char === '"') {
          this.#state = 'quoted';
          return null;
        }
        this.#state = 'plain';
        return this.#takeUnquoted(char);
      case 'plain':
        return this.#takeUnquoted(char);
    }
  }

  #takeUnquoted(char: string): CsvRecord | null {
    if (char === ',') this.#endField();
    else if (char === '\n') return this.#endRecord();
    else this.#append(char);
    return null;
  }

  #append(char: string): void {
    if (this.#field.length >= MAX_FIELD_CHARS) {
      throw new MailError('invalidArgument', `Line ${this.#startLine}: a field is too long.`);
    }
    this.#field += char;
  }

  #endField(): void {
    if (this.#fields.length >= MAX_FIELDS)
      throw new MailError('invalidArgument', `Line ${this.#startLine}: too many fields.`);
    this.#fields.push(this.#field);
    this.#field = '';
    this.#state = 'fieldStart';
  }

  #endRecord(): CsvRecord {
    // The carriage return of a CRLF, outside quotes.
    if (this.#field.endsWith('\r')) this.#field = this.#field.slice(0, -1);
    this.#endField();
    const record = { line: this.#startLine, fields: this.#fields };
    this.#fields = [];
    return record;
  }
}
