import { badArguments, SmtpSyntaxError } from './syntax-error.ts';

export interface AuthArguments {
  /** Upper case. */
  readonly mechanism: string;
  /** Null when none was given; empty for `=`. */
  readonly initialResponse: Buffer | null;
}

/** The argument of AUTH. RFC 4954 §4. */
export function parseAuth(argument: string): AuthArguments {
  const [mechanism = '', initial, ...more] = argument.split(' ');
  if (!/^[A-Za-z0-9_-]{1,20}$/.test(mechanism) || more.length > 0) {
    throw badArguments('expected AUTH mechanism [initial-response]');
  }
  return {
    mechanism: mechanism.toUpperCase(),
    initialResponse: initial === undefined ? null : initial === '=' ? Buffer.alloc(0) : decodeBase64(initial),
  };
}

/** A line of the exchange: `*` cancels. RFC 4954 §4. */
export function parseAuthResponse(line: Buffer): Buffer | 'cancel' {
  const text = line.toString('latin1');
  return text === '*' ? 'cancel' : decodeBase64(text);
}

function decodeBase64(text: string): Buffer {
  // RFC 4954 §4: what is not base64 ends the exchange with 501.
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) {
    throw new SmtpSyntaxError(501, '5.5.2', 'response is not base64');
  }
  return Buffer.from(text, 'base64');
}
