import type { MessageDraft } from '../../message/build.ts';
import {
  ArgumentError,
  dateTime,
  listOf,
  nullable,
  record,
  string,
  withDefault,
  type Check,
  type JsonObject,
} from '../arguments.ts';
import { invalidProperties } from '../errors.ts';
import type { EmailAddress } from '../types.ts';
import { readHeaderProperty, type HeaderForm, type HeaderProperty } from './header-property.ts';

/** The header fields of a message to write. */
export type DraftHeader = Omit<MessageDraft, 'hostname' | 'from' | 'text' | 'html' | 'attachments'> & {
  readonly from?: EmailAddress;
};

/** One line, whatever a client sends: nothing may start a header field of its own. */
const line: Check<string> = (value, path) => {
  const text = string(value, path);
  if (/[\r\n\0]/.test(text)) throw new ArgumentError(path, 'a single line');
  return text;
};

const addresses = listOf(record({ name: withDefault(line, null as string | null), email: line }));
const groups = listOf(record({ name: withDefault(line, null as string | null), addresses }));
const messageId: Check<string> = (value, path) => {
  const text = line(value, path);
  if (!/^[^\s<>]+$/.test(text)) throw new ArgumentError(path, 'a message id without angle brackets');
  return text;
};
const messageIds = listOf(messageId);

/** The convenience properties of RFC 8621 §4.1.3: the same as a header property in their form. */
const CONVENIENCE: ReadonlyMap<string, string> = new Map([
  ['messageId', 'header:Message-ID:asMessageIds'],
  ['inReplyTo', 'header:In-Reply-To:asMessageIds'],
  ['references', 'header:References:asMessageIds'],
  ['sender', 'header:Sender:asAddresses'],
  ['from', 'header:From:asAddresses'],
  ['to', 'header:To:asAddresses'],
  ['cc', 'header:Cc:asAddresses'],
  ['bcc', 'header:Bcc:asAddresses'],
  ['replyTo', 'header:Reply-To:asAddresses'],
  ['subject', 'header:Subject:asText'],
  ['sentAt', 'header:Date:asDate'],
]);

export function isHeaderProperty(name: string): boolean {
  return CONVENIENCE.has(name) || name.startsWith('header:');
}

/** Reads the header properties of an Email to create. Throws SetFailure `invalidProperties` naming the bad one. RFC 8621 §4.6. */
export function readDraftHeader(given: JsonObject): DraftHeader {
  const fields = new Map<string, Field>();
  for (const [name, value] of Object.entries(given)) {
    if (!isHeaderProperty(name) || value === null) continue;
    const property = readHeaderProperty(CONVENIENCE.get(name) ?? name);
    if (property === null) throw invalidProperties([name.slice(0, 100)], 'This is no header property.');
    // RFC 8621 §4.6: content fields belong to the parts, and no field may be given twice.
    if (property.key.startsWith('content-') || fields.has(property.key)) throw invalidProperties([name]);
    fields.set(property.key, readField(name, property, value));
  }
  return toDraftHeader(fields);
}

/** A field's values in one form, and the property that gave them. */
interface Field {
  readonly property: string;
  readonly name: string;
  readonly addresses: readonly EmailAddress[];
  readonly ids: readonly string[];
  readonly texts: readonly string[];
}

const FORM_CHECKS: Readonly<Record<HeaderForm, Check<Partial<Field>>>> = {
  Raw: (value, path) => ({ texts: [line(value, path).trim()] }),
  Text: (value, path) => ({ texts: [line(value, path)] }),
  Addresses: (value, path) => ({ addresses: addresses(value, path) }),
  GroupedAddresses: (value, path) => ({ addresses: groups(value, path).flatMap((group) => group.addresses) }),
  MessageIds: (value, path) => ({ ids: messageIds(value, path) }),
  Date: (value, path) => ({ texts: [dateTime(value, path)] }),
  URLs: (value, path) => ({
    texts: [
      listOf(line)(value, path)
        .map((url) => `<${url}>`)
        .join(', '),
    ],
  }),
};

function readField(given: string, property: HeaderProperty, value: unknown): Field {
  const empty = { property: given, name: property.name, addresses: [], ids: [], texts: [] };
  const check = FORM_CHECKS[property.form];
  try {
    if (!property.isAll) return { ...empty, ...check(value, given) };
    const values = listOf(nullable(check))(value, given).filter((entry) => entry !== null);
    return {
      ...empty,
      addresses: values.flatMap((entry) => entry.addresses ?? []),
      ids: values.flatMap((entry) => entry.ids ?? []),
      texts: values.flatMap((entry) => entry.texts ?? []),
    };
  } catch (error) {
    if (error instanceof ArgumentError) throw invalidProperties([given], error.message);
    throw error;
  }
}

const OWN_FIELDS = new Set([
  'message-id',
  'in-reply-to',
  'references',
  'sender',
  'from',
  'to',
  'cc',
  'bcc',
  'reply-to',
  'subject',
  'date',
]);

function toDraftHeader(fields: ReadonlyMap<string, Field>): DraftHeader {
  const list = (key: string): readonly EmailAddress[] | undefined => fields.get(key)?.addresses;
  const single = (key: string): EmailAddress | undefined => {
    const field = fields.get(key);
    if (field && field.addresses.length > 1)
      throw invalidProperties([field.property], 'Only one address may stand here.');
    return field?.addresses[0];
  };
  const date = fields.get('date')?.texts[0];
  const others = [...fields].filter(([key]) => !OWN_FIELDS.has(key));
  return {
    from: single('from'),
    sender: single('sender'),
    to: list('to'),
    cc: list('cc'),
    bcc: list('bcc'),
    replyTo: list('reply-to'),
    subject: fields.get('subject')?.texts[0],
    messageId: fields.get('message-id')?.ids[0],
    inReplyTo: fields.get('in-reply-to')?.ids,
    references: fields.get('references')?.ids,
    date: date === undefined ? undefined : new Date(date),
    headers: others.flatMap(([, field]) => fieldValues(field).map((value) => ({ name: field.name, value }))),
  };
}

function fieldValues({ addresses: people, ids, texts }: Field): string[] {
  const values = [...texts];
  if (people.length > 0)
    values.push(
      people
        .map(({ name, email }) => (name ? `"${name.replace(/["\\]/g, '\\$&')}" <${email}>` : email))
        .join(', '),
    );
  if (ids.length > 0) values.push(ids.map((id) => `<${id}>`).join(' '));
  return values;
}
