import { WireError } from '../../errors.ts';

/** A command line taken apart: keyword in capitals, arguments as bytes said (UTF-8). RFC 1939 §3. */
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
    throw new WireError('invalid character in command');
  const space = text.indexOf(' ');
  const keyword = (space === -1 ? text : text.slice(0, space)).toUpperCase();
  if (!/^[A-Z]{3,4}$/.test(keyword)) throw new WireError('unknown command');
  const rest = space === -1 ? '' : text.slice(space + 1);
  return { keyword, args: rest.split(' ').filter((arg) => arg !== ''), rest };
}

/** A message number: 1 to 10 digits, not zero. Throws WireError. */
export function parseNumber(text: string | undefined, what: string): number {
  if (text === undefined || !/^\d{1,10}$/.test(text)) throw new WireError(`${what} expected`);
  return Number(text);
}

export function noArguments({ args }: CommandLine): undefined {
  if (args.length > 0) throw new WireError('no arguments expected');
  return undefined;
}
