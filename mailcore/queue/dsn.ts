import { randomBytes } from 'node:crypto';
import { encodeHeaderText } from '../message/encoded-word.ts';
import { asMessageIds, readHeader } from '../message/header.ts';
import type { Locale } from '../model/account.ts';
import { formatAddress, parseAddress } from '../model/address.ts';
import { deliveryStatus, rfc5322Date } from './dsn-status.ts';
import type { ReportedRecipient } from './dsn-report.ts';
import { dsnHeadline, dsnText } from './dsn-text.ts';

export interface DsnFacts {
  readonly hostname: string;
  /** Who is told: the reverse-path of the message. */
  readonly to: string;
  /** At least one. The text is written in each, in this order. */
  readonly locales: readonly Locale[];
  readonly envid: string | null;
  readonly queuedAt: Date;
  readonly now: Date;
  readonly expiresAt: Date;
  readonly recipients: readonly ReportedRecipient[];
  /** The message as sent, or only its header section. */
  readonly original: { readonly bytes: Buffer; readonly isWhole: boolean };
  readonly smtpUtf8: boolean;
}

/** A part of the report: type, and bytes with CRLF lines. */
interface Part {
  readonly headers: readonly string[];
  readonly body: Buffer;
}

/** Builds a delivery status notification: text, machine-readable status, the message or its header. RFC 3464, RFC 6522, RFC 6533. */
export function buildDsn(facts: DsnFacts): Buffer {
  const parts = [textPart(facts), statusPart(facts), originalPart(facts)];
  const is8Bit = parts.some(({ body }) => hasNonAscii(body));
  const boundary = `=_${randomBytes(15).toString('base64url')}`;
  const header = [
    ...addressHeaders(facts),
    'MIME-Version: 1.0',
    `Content-Type: multipart/report; report-type=delivery-status;\r\n boundary="${boundary}"`,
    ...(is8Bit ? ['Content-Transfer-Encoding: 8bit'] : []),
  ];
  const chunks = parts.flatMap(({ headers, body }) => [
    Buffer.from(`--${boundary}\r\n${headers.join('\r\n')}\r\n\r\n`),
    body,
    Buffer.from('\r\n'),
  ]);
  return Buffer.concat([
    Buffer.from(`${header.join('\r\n')}\r\n\r\n`),
    ...chunks,
    Buffer.from(`--${boundary}--\r\n`),
  ]);
}

function addressHeaders(facts: DsnFacts): string[] {
  const { hostname, now, recipients, locales, original } = facts;
  const { sender, subject } = dsnHeadline(recipients, locales);
  const parent = asMessageIds(readHeader(original.bytes).value('message-id') ?? '')?.[0];
  const isPlainParent = parent !== undefined && /^[\x21-\x7e]{1,900}$/.test(parent);
  return [
    `From: ${encodeHeaderText(sender)} <MAILER-DAEMON@${hostname}>`,
    `To: <${wireAddress(facts.to)}>`,
    `Subject: ${encodeHeaderText(subject)}`,
    `Date: ${rfc5322Date(now)}`,
    `Message-ID: <${randomBytes(16).toString('hex')}@${hostname}>`,
    ...(isPlainParent ? [`In-Reply-To: <${parent}>`, `References: <${parent}>`] : []),
    // RFC 3834 §5: nobody's vacation notice may answer this.
    'Auto-Submitted: auto-replied',
  ];
}

function textPart({ recipients, locales, expiresAt }: DsnFacts): Part {
  const encoded = Buffer.from(dsnText(recipients, locales, expiresAt)).toString('base64');
  return {
    headers: ['Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: base64'],
    body: Buffer.from(`${(encoded.match(/.{1,76}/g) ?? []).join('\r\n')}\r\n`),
  };
}

function statusPart(facts: DsnFacts): Part {
  const isInternational =
    facts.smtpUtf8 && facts.recipients.some(({ address }) => /[^\x00-\x7f]/.test(address));
  const { hostname, envid, queuedAt, now: attemptedAt, expiresAt, recipients } = facts;
  const status = { hostname, envid, queuedAt, attemptedAt, expiresAt, recipients, isInternational };
  const body = Buffer.from(deliveryStatus(status));
  return {
    headers: [
      `Content-Type: message/${isInternational ? 'global-' : ''}delivery-status`,
      ...encodingHeader(body),
    ],
    body,
  };
}

function originalPart({ original, smtpUtf8 }: DsnFacts): Part {
  const { bytes, isWhole } = original;
  const isInternational = smtpUtf8 && hasNonAscii(bytes.subarray(0, readHeader(bytes).end));
  const whole = isInternational ? 'message/global' : 'message/rfc822';
  const headersOnly = isInternational ? 'message/global-headers' : 'text/rfc822-headers';
  return {
    headers: [`Content-Type: ${isWhole ? whole : headersOnly}`, ...encodingHeader(bytes)],
    body: bytes,
  };
}

function encodingHeader(body: Buffer): string[] {
  return hasNonAscii(body) ? ['Content-Transfer-Encoding: 8bit'] : [];
}

function hasNonAscii(bytes: Buffer): boolean {
  return bytes.some((byte) => byte > 0x7f);
}

function wireAddress(address: string): string {
  const parsed = parseAddress(address);
  return parsed ? formatAddress(parsed) : address;
}
