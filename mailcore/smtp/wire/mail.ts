import { parseParameters } from './parameters.ts';
import { parseReversePath } from './path.ts';
import { badArguments, SmtpSyntaxError } from './syntax-error.ts';

export interface MailArguments {
  /** "" is the null reverse-path. */
  readonly reversePath: string;
  /** 0 when the client did not say. RFC 1870 §6. */
  readonly declaredSizeBytes: number;
  readonly body: '7BIT' | '8BITMIME';
  readonly smtpUtf8: boolean;
}

const KNOWN = new Set(['SIZE', 'BODY', 'SMTPUTF8', 'AUTH']);

/** The argument of MAIL. RFC 5321 §4.1.1.2. */
export function parseMail(argument: string): MailArguments {
  const from = /^FROM:/i.exec(argument);
  if (!from) throw badArguments('expected MAIL FROM:<address>');
  const path = parseReversePath(argument.slice(from[0].length));
  const parameters = parseParameters(path.rest);
  for (const keyword of parameters.keys()) {
    // RFC 5321 §4.1.1.11
    if (!KNOWN.has(keyword)) throw new SmtpSyntaxError(555, '5.5.4', `${keyword} is not supported`);
  }
  const smtpUtf8 = parameters.get('SMTPUTF8') ?? false;
  if (typeof smtpUtf8 === 'string') throw badArguments('SMTPUTF8 has no value');
  if (path.isInternational && !smtpUtf8) throw needsSmtpUtf8(553);
  return {
    reversePath: path.address,
    declaredSizeBytes: parseSize(parameters.get('SIZE')),
    body: parseBody(parameters.get('BODY')),
    smtpUtf8,
  };
}

/** RFC 6531 §3.5: an address that needs SMTPUTF8 in a transaction without it. */
export function needsSmtpUtf8(code: 550 | 553): SmtpSyntaxError {
  return new SmtpSyntaxError(code, '5.6.7', 'address needs SMTPUTF8');
}

// RFC 1870 §3: up to 20 digits.
function parseSize(value: string | true | undefined): number {
  if (value === undefined) return 0;
  if (value === true || !/^\d{1,20}$/.test(value)) throw badArguments('SIZE is no number');
  return Number(value);
}

// RFC 6152 §3
function parseBody(value: string | true | undefined): MailArguments['body'] {
  const name = typeof value === 'string' ? value.toUpperCase() : value;
  if (name === undefined || name === '7BIT') return '7BIT';
  if (name === '8BITMIME') return '8BITMIME';
  throw badArguments('BODY must be 7BIT or 8BITMIME');
}
