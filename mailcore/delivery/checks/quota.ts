import { MailError } from '../../errors.ts';
import type { DeliveryCheck } from './check.ts';

/** A full account is told at RCPT, before the body travels; the store counts again when it files. RFC 3463 §3.3 (X.2.2). */
export const quota: DeliveryCheck = {
  name: 'quota',
  recipient({ quotaBytes, usedBytes }) {
    if (quotaBytes > 0 && usedBytes >= quotaBytes) throw new MailError('overQuota', 'mailbox is full');
  },
};
