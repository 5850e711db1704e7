import type { MailError, MailErrorCode } from '../errors.ts';

/** The end of a command: `tag OK [CODE] text`. RFC 9051 §7.1. */
export interface Reply {
  readonly status: 'OK' | 'NO' | 'BAD';
  /** Response code with its arguments, without brackets. */
  readonly code: string | null;
  readonly text: string;
}

export const ok = (text: string, code: string | null = null): Reply => ({ status: 'OK', code, text });
export const no = (text: string, code: string | null = null): Reply => ({ status: 'NO', code, text });
export const bad = (text: string, code: string | null = null): Reply => ({ status: 'BAD', code, text });

/** Response codes of RFC 5530 §3, RFC 9051 §7.1 (HASCHILDREN), RFC 6154 §3 (USEATTR), RFC 4469 §3 (TOOBIG). */
const CODES: Readonly<Record<MailErrorCode, string | null>> = {
  accountNotFound: 'NONEXISTENT',
  addressTaken: 'ALREADYEXISTS',
  alreadyExists: 'ALREADYEXISTS',
  authFailed: 'AUTHENTICATIONFAILED',
  blobNotFound: 'EXPUNGEISSUED',
  cannotCalculateChanges: 'UNAVAILABLE',
  domainNotEmpty: 'INUSE',
  domainNotFound: 'NONEXISTENT',
  emailNotFound: 'EXPUNGEISSUED',
  forbidden: 'CANNOT',
  inUse: 'INUSE',
  invalidArgument: 'CANNOT',
  invalidMailboxName: 'CANNOT',
  invalidMessage: 'CANNOT',
  limitReached: 'LIMIT',
  mailboxHasChild: 'HASCHILDREN',
  mailboxHasEmail: 'INUSE',
  mailboxNotFound: 'NONEXISTENT',
  mailboxRoleTaken: 'USEATTR',
  messageTooLarge: 'TOOBIG',
  noPermission: 'NOPERM',
  overQuota: 'OVERQUOTA',
  queueEntryNotFound: 'NONEXISTENT',
  relayDenied: 'NOPERM',
  stateMismatch: 'INUSE',
  tlsRequired: 'PRIVACYREQUIRED',
  tooManyAttempts: 'UNAVAILABLE',
  unavailable: 'UNAVAILABLE',
  userUnknown: 'NONEXISTENT',
};

/** The reply to a command that failed for a reason the mail system understands. */
export function replyTo(error: MailError): Reply {
  return no(error.publicText, CODES[error.code]);
}

/** A line of resp-text: our own words, made safe for the wire. RFC 9051 §9 (TEXT-CHAR). */
export function formatReply(tag: string, { status, code, text }: Reply): string {
  const safe = text.replace(/[^\x20-\x7e]+/g, ' ').trim();
  return `${tag} ${status} ${code === null ? '' : `[${code}] `}${safe === '' ? 'Done' : safe}\r\n`;
}
