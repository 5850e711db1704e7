import { WireError } from '../../errors.ts';

/** What a client can get wrong, and how that is said in English. */
export const FAULTS = {
  unknownCommand: 'unknown command',
  signInFirst: 'sign in first',
  alreadySignedIn: 'already signed in',
  invalidCharacter: 'invalid character in command',
  messageNumberExpected: 'message number expected',
  oneMessageNumber: 'one message number expected',
  lineCountExpected: 'number of lines expected',
  noArguments: 'no arguments expected',
  topArguments: 'TOP message lines',
  authArguments: 'AUTH mechanism [initial-response]',
  apopArguments: 'APOP name digest',
  langArguments: 'LANG [language]',
  nameExpected: 'name expected',
  userFirst: 'USER first',
  unknownMechanism: 'unknown mechanism',
  cancelled: 'authentication cancelled',
  invalidBase64: 'invalid base64',
  emptyExpected: 'an empty response expected',
  tlsUnavailable: 'TLS is on already or not available',
  stlsAfterUtf8: 'no STLS after UTF8',
} as const;

export type Fault = keyof typeof FAULTS;

/** A fault of the client, named so that the session can say it in the client's language. */
export class Pop3SyntaxError extends WireError {
  readonly fault: Fault;

  constructor(fault: Fault) {
    super(FAULTS[fault]);
    this.name = 'Pop3SyntaxError';
    this.fault = fault;
  }
}
