import { MailError, type MailErrorCode } from '../errors.ts';

/** MailError code -> extended response code. RFC 2449 §8, RFC 3206 §4. */
const RESPONSE_CODES: Partial<Record<MailErrorCode, string>> = {
  authFailed: 'AUTH',
  inUse: 'IN-USE',
  tooManyAttempts: 'SYS/TEMP',
  unavailable: 'SYS/TEMP',
};

/** The negative response for a failure; public words only. */
export function errorReply(error: MailError): string {
  const code = RESPONSE_CODES[error.code];
  return `-ERR ${code ? `[${code}] ` : ''}${error.publicText}\r\n`;
}
