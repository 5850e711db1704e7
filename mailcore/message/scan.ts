import type { AddressItem } from './address-list.ts';
import { bodyParts, hasAttachment } from './body-parts.ts';
import { parseDate } from './date.ts';
import { decodeAddresses } from './decoded-address.ts';
import { decodeHeaderText } from './encoded-word.ts';
import { envelopeOf, readEnvelopeFields } from './envelope.ts';
import type { EnvelopeFields } from './envelope.ts';
import type { HeaderSection } from './header-section.ts';
import { serializeBodyStructure } from './imap-structure.ts';
import { parseMessageIds } from './message-id.ts';
import { readTree } from './mime-tree.ts';
import { previewOf } from './preview.ts';
import type { EmailAddress, MessageContent, MessageSummary, MimePart } from '../model/content.ts';

/**
 * Derives from a message's bytes all that is stored beside them. Any bytes are a message: it never throws, and work and
 * memory are bounded by the size. At most 1,000 parts and 50 levels. RFC 5322, RFC 2045-2049, RFC 9051 §7.5.2, RFC 8621 §4.
 */
export function scanMessage(bytes: Buffer): MessageContent {
  const { root, header } = readTree(bytes);
  const fields = readEnvelopeFields(header);
  return {
    envelope: envelopeOf(header, fields),
    bodyStructure: serializeBodyStructure(root),
    root,
    summary: summarize(bytes, root, header, fields),
  };
}

function summarize(
  bytes: Buffer,
  root: MimePart,
  header: HeaderSection,
  fields: EnvelopeFields,
): MessageSummary {
  const { textBody, htmlBody, attachments } = bodyParts(root);
  return {
    subject: fields.subject === null ? null : decodeHeaderText(fields.subject),
    from: addresses(fields.from),
    sender: addresses(fields.sender),
    to: addresses(fields.to),
    cc: addresses(fields.cc),
    bcc: addresses(fields.bcc),
    replyTo: addresses(fields.replyTo),
    messageId: parseMessageIds(fields.messageId),
    inReplyTo: parseMessageIds(fields.inReplyTo),
    references: parseMessageIds(header.value('references')),
    sentAt: fields.date === null ? null : parseDate(fields.date),
    preview: previewOf(bytes, textBody) || previewOf(bytes, htmlBody),
    hasAttachment: hasAttachment(attachments),
  };
}

function addresses(items: readonly AddressItem[] | null): EmailAddress[] | null {
  return items === null ? null : decodeAddresses(items);
}
