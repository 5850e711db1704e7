import { MailError } from '../../errors.ts';
import type { DeliveryCheck } from './check.ts';

/**
 * An account without room is told at RCPT, before the body travels and for itself alone: after DATA one full mailbox refuses the
 * message for all. The store counts again when it files. RFC 3463 §3.3 (X.2.2).
 */
export const quota: DeliveryCheck = {
  name: 'quota',
  recipient({ account, declaredSizeBytes }) {
    const { quotaBytes, usedBytes, quotaEmails, emailCount } = account;
    const hasPlace = quotaEmails === 0 || emailCount < quotaEmails;
    if (hasPlace && (quotaBytes === 0 || usedBytes + Math.max(declaredSizeBytes, 1) <= quotaBytes)) return;
    throw new MailError('overQuota', 'mailbox is full');
  },
};
