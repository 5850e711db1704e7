import { parseAddressList } from './address-list.ts';
import type { AddressItem } from './address-list.ts';
import type { HeaderSection } from './header-section.ts';
import { imapNstring, imapString } from './imap-string.ts';

/** The ten fields of ENVELOPE as read from a header: unfolded binary strings, parsed lists; null when absent. */
export interface EnvelopeFields {
  readonly date: string | null;
  readonly subject: string | null;
  readonly from: readonly AddressItem[] | null;
  readonly sender: readonly AddressItem[] | null;
  readonly replyTo: readonly AddressItem[] | null;
  readonly to: readonly AddressItem[] | null;
  readonly cc: readonly AddressItem[] | null;
  readonly bcc: readonly AddressItem[] | null;
  readonly inReplyTo: string | null;
  readonly messageId: string | null;
}

/** The envelope of no message at all. */
export const EMPTY_ENVELOPE = '(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)';

/** The fields as JMAP counts them: of several of one name, the last. RFC 8621 §4.1.3. */
export function readEnvelopeFields(header: HeaderSection): EnvelopeFields {
  const value = (key: string) => header.value(key);
  const list = (key: string) => {
    const text = header.value(key);
    return text === null ? null : parseAddressList(text);
  };
  return envelopeFields(value, list);
}

/**
 * ENVELOPE of a header whose `fields` were read already. Address fields that come more than once count together: nobody a message is
 * addressed to goes unseen, and Dovecot's clients are used to it.
 */
export function envelopeOf(header: HeaderSection, fields: EnvelopeFields): string {
  if (!hasRepeatedAddresses(header)) return serializeEnvelope(fields);
  const value = (key: string) => header.value(key);
  const list = (key: string) => {
    const texts = header.values(key);
    return texts.length === 0 ? null : texts.flatMap(parseAddressList);
  };
  return serializeEnvelope(envelopeFields(value, list));
}

const ADDRESS_KEYS = new Set(['from', 'sender', 'reply-to', 'to', 'cc', 'bcc']);

function hasRepeatedAddresses(header: HeaderSection): boolean {
  const seen = new Set<string>();
  for (const { key } of header.fields) {
    if (!ADDRESS_KEYS.has(key)) continue;
    if (seen.has(key)) return true;
    seen.add(key);
  }
  return false;
}

function envelopeFields(
  value: (key: string) => string | null,
  list: (key: string) => readonly AddressItem[] | null,
): EnvelopeFields {
  return {
    date: value('date'),
    subject: value('subject'),
    from: list('from'),
    sender: list('sender'),
    replyTo: list('reply-to'),
    to: list('to'),
    cc: list('cc'),
    bcc: list('bcc'),
    inReplyTo: value('in-reply-to'),
    messageId: value('message-id'),
  };
}

/** ENVELOPE for the wire as a binary string; sender and reply-to default to from. RFC 9051 §7.5.2. */
function serializeEnvelope(fields: EnvelopeFields): string {
  const from = addressList(fields.from);
  const sender = isBlank(fields.sender) ? from : addressList(fields.sender);
  const replyTo = isBlank(fields.replyTo) ? from : addressList(fields.replyTo);
  const people = `${from} ${sender} ${replyTo} ${addressList(fields.to)} ${addressList(fields.cc)} ${addressList(fields.bcc)}`;
  const ids = `${imapNstring(fields.inReplyTo)} ${imapNstring(fields.messageId)}`;
  return `(${imapNstring(fields.date)} ${imapNstring(fields.subject)} ${people} ${ids})`;
}

function isBlank(items: readonly AddressItem[] | null): boolean {
  return items === null || items.length === 0;
}

function addressList(items: readonly AddressItem[] | null): string {
  if (items === null || items.length === 0) return 'NIL';
  let list = '(';
  for (const item of items) list += address(item);
  return `${list})`;
}

function address(item: AddressItem): string {
  if (item.kind === 'groupEnd') return '(NIL NIL NIL NIL)';
  if (item.kind === 'group') return `(NIL NIL ${imapString(item.name)} NIL)`;
  const { name, route, localPart, domain } = item;
  // Words without an address are a name: "Ann Other".
  if (domain === '' && name === null && localPart.includes(' '))
    return `(${imapString(localPart)} ${imapNstring(route)} "MISSING_MAILBOX" "MISSING_DOMAIN")`;
  // NIL would mean group syntax; Dovecot's names for what is missing are known to clients.
  const mailbox = imapString(localPart || 'MISSING_MAILBOX');
  return `(${imapNstring(name || null)} ${imapNstring(route)} ${mailbox} ${imapString(domain || 'MISSING_DOMAIN')})`;
}
