import { SmtpSyntaxError } from './syntax-error.ts';

export interface CommandLine {
  /** Upper case. */
  readonly verb: string;
  /** What follows the verb and one space, without trailing white space. */
  readonly argument: string;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Splits a command line without its CRLF. Throws SmtpSyntaxError for control characters and broken UTF-8. RFC 5321 §2.4, §4.1.1. */
export function parseCommandLine(line: Buffer): CommandLine {
  const text = decode(line);
  const space = text.indexOf(' ');
  if (space === -1) return { verb: text.toUpperCase(), argument: '' };
  return { verb: text.slice(0, space).toUpperCase(), argument: text.slice(space + 1).trimEnd() };
}

function decode(line: Buffer): string {
  const ascii = line.toString('latin1');
  if (/^[\x20-\x7e]*$/.test(ascii)) return ascii;
  if (/[\x00-\x1f\x7f]/.test(ascii)) {
    throw new SmtpSyntaxError(500, '5.5.2', 'control character in command');
  }
  try {
    return utf8.decode(line);
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new SmtpSyntaxError(500, '5.5.2', 'command is not valid UTF-8');
  }
}
