import type { Envelope, Origin } from '../model/envelope.ts';
import { formatDateTime } from './date-time.ts';

export interface TracedMessage {
  readonly origin: Origin;
  readonly envelope: Envelope;
  readonly traceId: string;
  readonly receivedAt: Date;
}

/** The Received field of a message as it comes in, with its CRLF. RFC 5321 §4.4. */
export function formatReceived(hostname: string, message: TracedMessage): string {
  const { origin, envelope, traceId, receivedAt } = message;
  const lines = [...from(origin), `by ${hostname}${withProtocol(origin, envelope)}`, `id ${traceId}`];
  // RFC 5321 §7.6: with several recipients the field would tell each of the others.
  const [only, ...others] = envelope.recipients;
  if (only && others.length === 0) lines.push(`for <${only.address}>`);
  return `Received: ${lines.join('\r\n\t')};\r\n\t${formatDateTime(receivedAt)}\r\n`;
}

/** Nothing for JMAP: a browser's address is not the recipients' business. */
function from({ protocol, helo, remoteAddress }: Origin): string[] {
  if (protocol === 'JMAP' || protocol === 'LOCAL') return [];
  const literal = remoteAddress.includes(':') ? `IPv6:${remoteAddress}` : remoteAddress;
  return [`from ${helo} ([${literal}])`];
}

function withProtocol({ protocol, account, tls }: Origin, envelope: Envelope): string {
  const comments = [...(tls ? [tls] : []), ...(account ? ['authenticated'] : [])];
  const marks = comments.map((comment) => ` (${comment})`).join('');
  // Neither is a registered protocol name, so they are comments too.
  if (protocol === 'JMAP' || protocol === 'LOCAL') return ` (${protocol})${marks}`;
  return ` with ${envelope.smtpUtf8 ? protocol.replace('ESMTP', 'UTF8SMTP') : protocol}${marks}`;
}
