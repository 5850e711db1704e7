import type { MailError, MailErrorCode } from '../errors.ts';
import { formatReply } from './wire/reply.ts';

/** How each failure is told. RFC 5321 §4.2.3, RFC 3463, RFC 4954 §6. Codes no SMTP command can meet share the last resort. */
const REPLIES: Partial<Record<MailErrorCode, readonly [code: number, enhanced: string]>> = {
  accountNotFound: [550, '5.1.1'],
  authFailed: [535, '5.7.8'],
  forbidden: [550, '5.7.1'],
  inUse: [451, '4.3.0'],
  invalidArgument: [501, '5.1.3'],
  invalidMessage: [550, '5.6.0'],
  limitReached: [452, '4.5.3'],
  messageTooLarge: [552, '5.3.4'],
  overQuota: [452, '4.2.2'],
  relayDenied: [550, '5.7.1'],
  tlsRequired: [530, '5.7.0'],
  tooManyAttempts: [454, '4.7.0'],
  unavailable: [451, '4.3.0'],
  userUnknown: [550, '5.1.1'],
};
const LAST_RESORT = [451, '4.3.0'] as const;

/** The reply for a failure; `replyCode` and `enhancedStatus` in its detail know better than the table. */
export function errorReply({ code: reason, detail, publicText }: MailError): string {
  const [code, enhanced] = REPLIES[reason] ?? LAST_RESORT;
  const { replyCode, enhancedStatus } = detail;
  return formatReply(
    typeof replyCode === 'number' ? replyCode : code,
    typeof enhancedStatus === 'string' ? enhancedStatus : enhanced,
    publicText,
  );
}
