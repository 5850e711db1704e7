/**
 * Errors as values with two faces: `publicText` may be shown to anyone, `cause` goes to the log only.
 * Every protocol owns one table that maps `code` to its reply (smtp/errors.ts, imap/errors.ts, pop3, jmap, server/plugins).
 */

export const MAIL_ERROR_CODES = [
  'accountNotFound',
  'addressTaken',
  'alreadyExists',
  'authFailed',
  'blobNotFound',
  'cannotCalculateChanges',
  'domainNotEmpty',
  'domainNotFound',
  'emailNotFound',
  'forbidden',
  'inUse',
  'invalidArgument',
  'invalidMailboxName',
  'invalidMessage',
  'limitReached',
  'mailboxHasChild',
  'mailboxHasEmail',
  'mailboxNotFound',
  'mailboxRoleTaken',
  'messageTooLarge',
  'noPermission',
  'overQuota',
  'queueEntryNotFound',
  'relayDenied',
  'stateMismatch',
  'tlsRequired',
  'tooManyAttempts',
  'unavailable',
  'userUnknown',
] as const;

export type MailErrorCode = (typeof MAIL_ERROR_CODES)[number];

/** Codes that a retry can heal; everything else is permanent for the same input. */
const TEMPORARY: ReadonlySet<MailErrorCode> = new Set(['inUse', 'tooManyAttempts', 'unavailable']);

/** A failure the mail system understands; anything else thrown is a bug and is logged with its stack. */
export class MailError extends Error {
  readonly code: MailErrorCode;
  /** Safe to send to any peer: names no policy, path, query or other user. */
  readonly publicText: string;
  readonly temporary: boolean;
  /** Extra facts a protocol may print (`retryAfterSeconds`, `maxSizeBytes`, `address`). */
  readonly detail: Readonly<Record<string, string | number>>;

  constructor(
    code: MailErrorCode,
    publicText: string,
    options: { cause?: unknown; detail?: Record<string, string | number> } = {},
  ) {
    super(publicText, { cause: options.cause });
    this.name = 'MailError';
    this.code = code;
    this.publicText = publicText;
    this.temporary = TEMPORARY.has(code);
    this.detail = options.detail ?? {};
  }
}

/**
 * Malformed input from a peer, thrown by wire decoders only and caught in the session loop only
 * (IMAP `BAD`, SMTP `501`, POP3 `-ERR`). `text` is sent to the peer.
 */
export class WireError extends Error {
  /** `fatal`: the stream cannot be resynchronised; answer and close. */
  readonly fatal: boolean;
  /** What tells a program which fault it is, where the protocol has a word for it: an IMAP response code. */
  readonly responseCode: string | null;

  constructor(text: string, options: { fatal?: boolean; responseCode?: string } = {}) {
    super(text);
    this.name = 'WireError';
    this.fatal = options.fatal ?? false;
    this.responseCode = options.responseCode ?? null;
  }
}
