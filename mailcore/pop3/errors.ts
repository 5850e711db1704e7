import type { MailError, MailErrorCode } from '../errors.ts';

/** MailError code -> extended response code. RFC 2449 §8, RFC 3206 §4. */
const RESPONSE_CODES: Partial<Record<MailErrorCode, string>> = {
  accountNotFound: 'SYS/PERM',
  authFailed: 'AUTH',
  inUse: 'IN-USE',
  mailboxNotFound: 'SYS/PERM',
  // RFC 3206 §4: SYS/TEMP, so that no client asks its user for another password.
  tooManyAttempts: 'SYS/TEMP',
  unavailable: 'SYS/TEMP',
};

/** The text of the negative response for a failure; public words only. */
export function errorText(error: MailError): string {
  const code = RESPONSE_CODES[error.code];
  return code ? `[${code}] ${error.publicText}` : error.publicText;
}
