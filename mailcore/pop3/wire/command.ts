import { Pop3SyntaxError, type Fault } from './syntax-error.ts';

/** A command line taken apart: keyword in capitals, arguments as text (UTF-8). RFC 1939 §3. */
export interface CommandLine {
  readonly keyword: string;
  readonly args: readonly string[];
  /** All after the keyword, spaces kept: passwords may contain them. */
  readonly rest: string;
}

/** RFC 2449 §4 asks for 255 octets at least; more, so that a long password fits. AUTH exchanges: RFC 5034 §4. */
export const MAX_LINE_BYTES = 1_100;
export const MAX_AUTH_LINE_BYTES = 12_288;

/** Parses a line without its line end. Throws WireError. */
export function parseCommandLine(line: Buffer): CommandLine {
  const text = line.toString('utf8');
  if (/[\x00-\x08\x0a-\x1f\x7f]/.test(text) || text.includes('\ufffd'))
    throw new Pop3SyntaxError('invalidCharacter');
  const space = text.indexOf(' ');
  const keyword = space === -1 ? text : text.slice(0, space);
  // Before it is raised to capitals: "PAſſ" is no PASS.
  if (!/^[A-Za-z][A-Za-z0-9]{2,3}$/.test(keyword)) throw new Pop3SyntaxError('unknownCommand');
  const rest = space === -1 ? '' : text.slice(space + 1);
  return { keyword: keyword.toUpperCase(), args: rest.split(' ').filter((arg) => arg !== ''), rest };
}

/** A number of 1 to 10 digits. Throws WireError. */
export function parseNumber(text: string | undefined, fault: Fault): number {
  if (text === undefined || !/^[0-9]{1,10}$/.test(text)) throw new Pop3SyntaxError(fault);
  return Number(text);
}

/** The one argument of RETR and DELE. Throws WireError. */
export function messageNumber({ args }: CommandLine): number {
  if (args.length > 1) throw new Pop3SyntaxError('oneMessageNumber');
  return parseNumber(args[0], 'messageNumberExpected');
}

/** The argument of LIST and UIDL, null when there is none. Throws WireError. */
export function optionalMessageNumber(line: CommandLine): number | null {
  return line.args.length === 0 ? null : messageNumber(line);
}

export function noArguments({ args }: CommandLine): undefined {
  if (args.length > 0) throw new Pop3SyntaxError('noArguments');
  return undefined;
}
