/** A message in an mbox file. */
export interface MboxMessage {
  /** Of the line that starts it ("From tomo@sample.com Tue Nov 24 …"), without its line end. */
  readonly fromLine: string;
  /** CRLF lines, quoting undone; null when the message was larger than allowed. */
  readonly bytes: Buffer | null;
  /** Byte after its last one in the file. */
  readonly endOffset: number;
}

const LF = 0x0a;
const CR = 0x0d;
const CRLF = Buffer.from('\r\n');
/** A line without end is cut here: nothing is held back for longer. */
const MAX_LINE_BYTES = 1024 * 1024;
const FROM = Buffer.from('From ');
/** A sender and a time of day: prose that starts with "From " after a blank line, unquoted by careless writers, has none. */
const SEPARATOR = /^From \S*.*\d\d?:\d\d/;
const QUOTED_FROM = /^>+From /;

/**
 * Cuts an mbox file into messages as its bytes come in, in the mboxrd dialect: a line of `>`s before "From " loses one. Reads mboxo files
 * too. Content-Length is not believed. RFC 4155 §2.
 */
export class MboxParser {
  readonly #maxMessageBytes: number;
  #rest: Buffer = Buffer.alloc(0);
  #offset: number;
  #fromLine: string | null = null;
  #lines: Buffer[] = [];
  #sizeBytes = 0;
  #isAfterBlank = true;
  #isLineStart = true;

  /** `offset`: where in the file the first byte pushed stands. */
  constructor(maxMessageBytes: number, offset = 0) {
    this.#maxMessageBytes = maxMessageBytes;
    this.#offset = offset;
  }

  /** The messages that `chunk` completes. */
  push(chunk: Buffer): MboxMessage[] {
    const bytes = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    const messages: MboxMessage[] = [];
    let start = 0;
    for (;;) {
      const lineEnd = bytes.indexOf(LF, start);
      const end = lineEnd >= 0 ? lineEnd + 1 : bytes.length - start > MAX_LINE_BYTES ? bytes.length : -1;
      if (end < 0) break;
      const message = this.#takeLine(bytes.subarray(start, end));
      if (message) messages.push(message);
      start = end;
    }
    this.#rest = bytes.subarray(start);
    return messages;
  }

  /** The last message. */
  finish(): MboxMessage[] {
    const last = this.#rest.length > 0 ? this.#takeLine(this.#rest) : null;
    this.#rest = Buffer.alloc(0);
    const open = this.#endMessage();
    return [last, open].filter((message) => message !== null);
  }

  #takeLine(line: Buffer): MboxMessage | null {
    const isSeparator = this.#isLineStart && this.#isAfterBlank && isSeparatorLine(line);
    const message = isSeparator ? this.#endMessage() : null;
    if (isSeparator) this.#fromLine = line.toString('latin1').trimEnd();
    else this.#append(line);
    this.#offset += line.length;
    this.#isAfterBlank = this.#isLineStart && isBlank(line);
    this.#isLineStart = line.at(-1) === LF;
    return message;
  }

  #append(line: Buffer): void {
    // Text before the first separator belongs to no message; blank lines there are common.
    if (this.#fromLine === null && isBlank(line)) return;
    this.#sizeBytes += line.length;
    if (this.#sizeBytes > this.#maxMessageBytes) this.#lines = [];
    else this.#lines.push(...this.#wireLine(line));
  }

  #wireLine(line: Buffer): Buffer[] {
    const isQuoted =
      this.#isLineStart && line[0] === 0x3e && QUOTED_FROM.test(line.toString('latin1', 0, 1_000));
    const own = isQuoted ? line.subarray(1) : line;
    if (own.at(-1) !== LF || own.at(-2) === CR) return [own];
    return [own.subarray(0, -1), CRLF];
  }

  #endMessage(): MboxMessage | null {
    const fromLine = this.#fromLine;
    if (fromLine === null && this.#sizeBytes === 0) return null;
    const isTooLarge = this.#sizeBytes > this.#maxMessageBytes;
    const bytes = isTooLarge ? null : withoutLastBlankLine(Buffer.concat(this.#lines));
    this.#lines = [];
    this.#sizeBytes = 0;
    this.#fromLine = null;
    return { fromLine: fromLine ?? '', bytes, endOffset: this.#offset };
  }
}

function isSeparatorLine(line: Buffer): boolean {
  return line.subarray(0, 5).equals(FROM) && SEPARATOR.test(line.toString('latin1', 0, 1_000));
}

function isBlank(line: Buffer): boolean {
  return line[0] === LF || (line[0] === CR && line[1] === LF);
}

/** It belongs to the separator that follows. */
function withoutLastBlankLine(bytes: Buffer): Buffer {
  const text = bytes.toString('latin1', Math.max(0, bytes.length - 4));
  return text === '\r\n' || text.endsWith('\r\n\r\n') ? bytes.subarray(0, -2) : bytes;
}
