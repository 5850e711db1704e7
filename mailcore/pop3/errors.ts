import { MailError, type MailErrorCode, type WireError } from '../errors.ts';
import type { Pop3Texts } from './texts-en.ts';
import { Pop3SyntaxError } from './wire/syntax-error.ts';

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

/** The text of the negative response for a failure, in the session's language where it has words for it. */
export function errorText(error: MailError | WireError, texts: Pop3Texts): string {
  if (error instanceof Pop3SyntaxError) return texts.faults[error.fault];
  if (!(error instanceof MailError)) return error.message;
  const known: Partial<Record<MailErrorCode, string>> = texts.errors;
  const text = known[error.code] ?? error.publicText;
  const code = RESPONSE_CODES[error.code];
  return code ? `[${code}] ${text}` : text;
}
