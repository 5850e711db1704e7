import { WireError } from '../../errors.ts';

/** A malformed command with the reply it deserves. RFC 5321 §4.2.4, RFC 3463 §3.6. */
export class SmtpSyntaxError extends WireError {
  readonly code: number;
  readonly enhanced: string;

  constructor(code: number, enhanced: string, text: string) {
    super(text);
    this.name = 'SmtpSyntaxError';
    this.code = code;
    this.enhanced = enhanced;
  }
}

/** 501: the command is known, what follows it is not understood. */
export function badArguments(text: string): SmtpSyntaxError {
  return new SmtpSyntaxError(501, '5.5.4', text);
}
