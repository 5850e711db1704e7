import { MailError, type MailErrorCode } from '../errors.ts';
import type { MethodError, MethodErrorType, SetError, SetErrorType } from './types.ts';

/** Ends one method call with an `error` response. RFC 8620 §3.6.2. */
export class MethodFailure extends Error {
  readonly error: MethodError;

  constructor(type: MethodErrorType, description?: string, argumentNames?: readonly string[]) {
    super(description ?? type);
    this.name = 'MethodFailure';
    this.error = { type };
    if (description !== undefined) this.error.description = description;
    if (argumentNames !== undefined) this.error.arguments = [...argumentNames];
  }
}

/** Refuses one record of a /set; the others go on. RFC 8620 §5.3. */
export class SetFailure extends Error {
  readonly error: SetError;

  constructor(type: SetErrorType, detail: Omit<SetError, 'type'> = {}) {
    super(detail.description ?? type);
    this.name = 'SetFailure';
    this.error = { type, ...detail };
  }
}

export function invalidProperties(properties: readonly string[], description?: string): SetFailure {
  return new SetFailure('invalidProperties', { properties: [...properties], description });
}

const METHOD_ERRORS: Partial<Record<MailErrorCode, MethodErrorType>> = {
  accountNotFound: 'accountNotFound',
  cannotCalculateChanges: 'cannotCalculateChanges',
  forbidden: 'forbidden',
  inUse: 'serverUnavailable',
  limitReached: 'requestTooLarge',
  noPermission: 'forbidden',
  stateMismatch: 'stateMismatch',
  tooManyAttempts: 'serverUnavailable',
  unavailable: 'serverUnavailable',
};

/** A MailError as the outcome of a whole call, or null when it is none of those: then it is a bug. */
export function toMethodError(error: unknown): MethodError | null {
  if (error instanceof MethodFailure) return error.error;
  if (!(error instanceof MailError)) return null;
  return { type: METHOD_ERRORS[error.code] ?? 'serverFail', description: error.publicText };
}

const SET_ERRORS: Partial<Record<MailErrorCode, SetErrorType>> = {
  alreadyExists: 'invalidProperties',
  blobNotFound: 'blobNotFound',
  emailNotFound: 'notFound',
  forbidden: 'forbidden',
  invalidArgument: 'invalidProperties',
  invalidMailboxName: 'invalidProperties',
  invalidMessage: 'invalidEmail',
  limitReached: 'tooLarge',
  mailboxHasChild: 'mailboxHasChild',
  mailboxHasEmail: 'mailboxHasEmail',
  mailboxNotFound: 'invalidProperties',
  mailboxRoleTaken: 'invalidProperties',
  messageTooLarge: 'tooLarge',
  noPermission: 'forbidden',
  overQuota: 'overQuota',
};

/** Which property a code blames, where it is always the same. */
const BLAMED: Partial<Record<MailErrorCode, string>> = {
  alreadyExists: 'name',
  invalidMailboxName: 'name',
  mailboxRoleTaken: 'role',
};

/**
 * A failure as the outcome of one record; anything that is not about the record (`unavailable`, a bug) is thrown on.
 * `property` is blamed for codes that do not say which.
 */
export function toSetError(error: unknown, property?: string): SetError {
  if (error instanceof SetFailure) return error.error;
  if (!(error instanceof MailError)) throw error;
  const type = SET_ERRORS[error.code];
  if (type === undefined) throw error;
  const blamed = BLAMED[error.code] ?? property;
  const setError: SetError = { type, description: error.publicText };
  if (type === 'invalidProperties' && blamed !== undefined) setError.properties = [blamed];
  return setError;
}
