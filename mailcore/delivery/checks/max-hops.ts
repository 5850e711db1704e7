import { MailError } from '../../errors.ts';
import type { DeliveryCheck } from './check.ts';

/** RFC 5321 §6.3 wants at least 100 unless there is a reason; real paths have fewer than 20, and a loop costs both ends. */
const MAX_RECEIVED_FIELDS = 50;

/** Breaks mail loops. RFC 5321 §6.3. */
export const maxHops: DeliveryCheck = {
  name: 'max-hops',
  message({ header }) {
    const hops = header.toString('latin1').match(/^received:/gim)?.length ?? 0;
    // Our own is among them.
    if (hops <= MAX_RECEIVED_FIELDS + 1) return;
    throw new MailError('invalidMessage', 'too many hops, this message is in a loop', {
      detail: { replyCode: 554, enhancedStatus: '5.4.6' },
    });
  },
};
