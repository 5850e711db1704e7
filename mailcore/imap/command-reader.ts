import { WireError } from '../errors.ts';
import type { Connection } from '../net/connection.ts';
import { bad } from './errors.ts';
import type { Reply } from './errors.ts';
import { literalAtEnd } from './wire/literal.ts';
import type { LiteralHeader } from './wire/literal.ts';

export const MAX_LINE_BYTES = 64 * 1024;
/** Lines and literals of one command together, the message of APPEND apart. */
const MAX_COMMAND_BYTES = 256 * 1024;
/** Each is judged with the whole text before it: their number bounds that work. */
const MAX_LITERALS = 200;

/** What to do with a literal announced at the end of `text`, decided before a byte of it is accepted. */
export type LiteralVerdict = 'accept' | 'leave' | Reply;
export type LiteralJudge = (text: string, literal: LiteralHeader) => LiteralVerdict;

/** A command given up while its literals were still to come; the input stands at the start of the next command. */
export class CommandRefused extends Error {
  /** What had been read: it starts with the tag. */
  readonly text: string;
  readonly reply: Reply;

  constructor(text: string, reply: Reply) {
    super(reply.text);
    this.name = 'CommandRefused';
    this.text = text;
    this.reply = reply;
  }
}

/** Puts commands together from lines and literals, judging each literal before it is accepted. RFC 9051 §4.3, RFC 7888 §3. */
export class CommandReader {
  readonly #connection: Connection;
  /** The largest literal that is read and thrown away to keep the connection; beyond it the connection ends. RFC 7888 §4. */
  maxDiscardedBytes = 0;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /**
   * The next command as a binary string with its literals in place; null at the end of the stream. A literal the judge leaves ends the
   * text and is still to be read. Throws CommandRefused, and WireError for a line too long.
   */
  async read(judge: LiteralJudge): Promise<string | null> {
    const { reader } = this.#connection;
    let text = '';
    for (let literals = 0; ; literals++) {
      const line = reader.takeLine(MAX_LINE_BYTES) ?? (await reader.readLine(MAX_LINE_BYTES));
      if (line === null) return null;
      text += line.toString('latin1');
      const literal = line.at(-1) === 0x7d ? literalAtEnd(line.toString('latin1')) : null;
      if (literal === null) return text;
      const verdict = literals < MAX_LITERALS ? this.#judge(text, literal, judge) : bad('Too many literals');
      if (verdict === 'leave') return text;
      if (verdict !== 'accept') {
        await this.discard(literal);
        throw new CommandRefused(text, verdict);
      }
      if (literal.isSynchronising) void this.#connection.write('+ Ready for literal data\r\n');
      const bytes = await reader.readExactly(literal.sizeBytes);
      if (bytes === null) return null;
      text += `\r\n${bytes.toString('latin1')}`;
    }
  }

  /** Passes over a refused literal and the rest of its command. A synchronising literal is never sent: nothing to do. */
  async discard(literal: LiteralHeader): Promise<void> {
    const { reader } = this.#connection;
    let refused: LiteralHeader | null = literal;
    while (refused !== null && !refused.isSynchronising) {
      await this.discardBytes(refused.sizeBytes);
      const line = await reader.readLine(MAX_LINE_BYTES);
      refused = line === null ? null : literalAtEnd(line.toString('latin1'));
    }
  }

  /** Reads and forgets. Throws a fatal WireError when that is more than the peer is worth. */
  async discardBytes(sizeBytes: number): Promise<void> {
    if (sizeBytes > this.maxDiscardedBytes) throw new WireError('Literal too large', { fatal: true });
    const { reader } = this.#connection;
    for (let left = sizeBytes; left > 0;) {
      const chunk = reader.take(left);
      left -= chunk.length;
      if (chunk.length === 0 && !(await reader.fill())) return;
    }
  }

  #judge(text: string, literal: LiteralHeader, judge: LiteralJudge): LiteralVerdict {
    try {
      const verdict = judge(text, literal);
      if (verdict !== 'accept') return verdict;
      return text.length + literal.sizeBytes > MAX_COMMAND_BYTES
        ? bad('Command too large', 'TOOBIG')
        : verdict;
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      return bad(error.message);
    }
  }
}
