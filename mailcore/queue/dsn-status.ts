import { enhancedStatus } from '../smtp/client/reply-line.ts';
import type { ReportedRecipient } from './dsn-report.ts';

export interface StatusFacts {
  readonly hostname: string;
  readonly envid: string | null;
  readonly queuedAt: Date;
  readonly attemptedAt: Date;
  readonly expiresAt: Date;
  readonly recipients: readonly ReportedRecipient[];
  /** Addresses outside ASCII are named as they are. RFC 6533 §3. */
  readonly isInternational: boolean;
}

/** The part for programs: fields of the message, then a group of fields for each recipient. CRLF lines. RFC 3464 §2.1. */
export function deliveryStatus(facts: StatusFacts): string {
  const message = [
    ...(facts.envid === null ? [] : [`Original-Envelope-Id: ${oneLine(decodeXtext(facts.envid))}`]),
    `Reporting-MTA: dns; ${facts.hostname}`,
    `Arrival-Date: ${rfc5322Date(facts.queuedAt)}`,
  ];
  const groups = [message, ...facts.recipients.map((recipient) => recipientFields(recipient, facts))];
  return groups.map((fields) => `${fields.join('\r\n')}\r\n`).join('\r\n');
}

function recipientFields(recipient: ReportedRecipient, facts: StatusFacts): string[] {
  const { orcpt, action, reply, host } = recipient;
  const type = facts.isInternational && /[^\x00-\x7f]/.test(recipient.address) ? 'utf-8' : 'rfc822';
  return [
    ...(orcpt === null
      ? []
      : [`Original-Recipient: ${oneLine(decodeXtext(orcpt)).replace(/^([^;]*);\s*/, '$1; ')}`]),
    `Final-Recipient: ${type}; ${oneLine(recipient.address)}`,
    `Action: ${action}`,
    `Status: ${statusOf(recipient)}`,
    ...(host === null ? [] : [`Remote-MTA: dns; ${oneLine(host)}`]),
    ...(/^\d{3}/.test(reply) ? [`Diagnostic-Code: smtp; ${reply}`] : []),
    `Last-Attempt-Date: ${rfc5322Date(facts.attemptedAt)}`,
    ...(action === 'delayed' ? [`Will-Retry-Until: ${rfc5322Date(facts.expiresAt)}`] : []),
  ];
}

/** The class must fit the action: a temporary reply that ran out of time has become a failure. RFC 3464 §2.3.4. */
function statusOf({ action, reply }: ReportedRecipient): string {
  const status = enhancedStatus(reply);
  if (action === 'failed') return status.startsWith('5') ? status : '4.4.7';
  const statusClass = action === 'delayed' ? '4' : '2';
  return status.startsWith(statusClass) ? status : `${statusClass}.0.0`;
}

/** RFC 3461 §4. A damaged sequence stays as it is. */
function decodeXtext(text: string): string {
  return text.replace(/\+([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}

function oneLine(text: string): string {
  return text.replace(/[\x00-\x1f\x7f]+/g, ' ').trim();
}

/** "Tue, 24 Nov 2026 08:00:00 +0000". RFC 5322 §3.3. */
export function rfc5322Date(date: Date): string {
  return date.toUTCString().replace('GMT', '+0000');
}
