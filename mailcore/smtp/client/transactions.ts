import type { Envelope, EnvelopeRecipient } from '../../model/envelope.ts';

/** Recipients that can share one transaction, and the DSN parameters they share. */
export interface RecipientGroup {
  readonly recipients: readonly EnvelopeRecipient[];
  readonly notify?: EnvelopeRecipient['notify'];
  readonly orcpt?: string;
}

/** RFC 5321 §4.5.3.1.8: every server takes at least this many. */
const MAX_RECIPIENTS = 100;

/**
 * Splits an envelope into transactions. NOTIFY and ORCPT belong to each recipient, but the connection sets them for a whole transaction:
 * recipients share one when theirs are equal, or when the peer does not know DSN anyway.
 */
export function groupRecipients(envelope: Envelope, peerHasDsn: boolean): RecipientGroup[] {
  const groups = new Map<string, EnvelopeRecipient[]>();
  for (const recipient of envelope.recipients) {
    const key = peerHasDsn
      ? JSON.stringify([[...(recipient.notify ?? [])].sort(), recipient.orcpt ?? ''])
      : '';
    const group = groups.get(key);
    if (group) group.push(recipient);
    else groups.set(key, [recipient]);
  }
  return [...groups.values()].flatMap(splitGroup);
}

function splitGroup(recipients: readonly EnvelopeRecipient[]): RecipientGroup[] {
  const groups: RecipientGroup[] = [];
  for (let start = 0; start < recipients.length; start += MAX_RECIPIENTS) {
    const part = recipients.slice(start, start + MAX_RECIPIENTS);
    groups.push({ recipients: part, notify: part[0]?.notify, orcpt: part[0]?.orcpt });
  }
  return groups;
}
