import { parseParameters } from './parameters.ts';
import { parseForwardPath } from './path.ts';
import { badArguments, SmtpSyntaxError } from './syntax-error.ts';

export interface RcptArguments {
  readonly recipient: string;
  /** Only valid in a transaction with SMTPUTF8. */
  readonly isInternational: boolean;
}

/** The argument of RCPT. `hostname`: whose postmaster `<Postmaster>` is. RFC 5321 §4.1.1.3. */
export function parseRcpt(argument: string, hostname: string): RcptArguments {
  const to = /^TO:/i.exec(argument);
  if (!to) throw badArguments('expected RCPT TO:<address>');
  const path = parseForwardPath(argument.slice(to[0].length), hostname);
  const [keyword] = parseParameters(path.rest).keys();
  // RFC 5321 §4.1.1.11
  if (keyword !== undefined) throw new SmtpSyntaxError(555, '5.5.4', `${keyword} is not supported`);
  return { recipient: path.address, isInternational: path.isInternational };
}
