import {
  asAddresses,
  asDate,
  asGroupedAddresses,
  asMessageIds,
  asRaw,
  asText,
  asUrls,
  type HeaderSection,
} from '../../message/header.ts';
import { MethodFailure } from '../errors.ts';
import type { EmailHeader, HeaderValue } from '../types.ts';

export type HeaderForm = 'Raw' | 'Text' | 'Addresses' | 'GroupedAddresses' | 'MessageIds' | 'Date' | 'URLs';

/** `header:{name}[:as{Form}][:all]`. RFC 8621 §4.1.3. */
export interface HeaderProperty {
  /** As the client spelt the whole property. */
  readonly property: `header:${string}`;
  readonly name: string;
  /** Lower case name. */
  readonly key: string;
  readonly form: HeaderForm;
  readonly isAll: boolean;
}

const ADDRESS_FIELDS = ['from', 'sender', 'reply-to', 'to', 'cc', 'bcc'].flatMap((name) => [
  name,
  `resent-${name}`,
]);
const MESSAGE_ID_FIELDS = ['message-id', 'in-reply-to', 'references', 'resent-message-id'];
const DATE_FIELDS = ['date', 'resent-date'];
const URL_FIELDS = [
  'list-help',
  'list-unsubscribe',
  'list-subscribe',
  'list-post',
  'list-owner',
  'list-archive',
];
const TEXT_FIELDS = ['subject', 'comments', 'keywords', 'list-id'];

/** Fields of RFC 5322 and RFC 2369 that have one form only; any other field may be read in every form. RFC 8621 §4.1.2. */
const FORMS_OF: ReadonlyMap<string, readonly HeaderForm[]> = new Map<string, readonly HeaderForm[]>([
  ...ADDRESS_FIELDS.map((name) => [name, ['Addresses', 'GroupedAddresses']] as const),
  ...MESSAGE_ID_FIELDS.map((name) => [name, ['MessageIds']] as const),
  ...DATE_FIELDS.map((name) => [name, ['Date']] as const),
  ...URL_FIELDS.map((name) => [name, ['URLs']] as const),
  ...TEXT_FIELDS.map((name) => [name, ['Text']] as const),
  ...['return-path', 'received'].map((name) => [name, []] as const),
]);

/** Each takes the binary string after the colon. RFC 8621 §4.1.2. */
const READ: Readonly<Record<HeaderForm, (raw: string) => unknown>> = {
  Raw: asRaw,
  Text: asText,
  Addresses: asAddresses,
  GroupedAddresses: asGroupedAddresses,
  MessageIds: asMessageIds,
  Date: asDate,
  URLs: asUrls,
};
const FORMS = Object.keys(READ) as HeaderForm[];
const FIELD_NAME = /^[\x21-\x39\x3b-\x7e]+$/;

/** Reads a property name that starts with `header:`. Throws `invalidArguments` for an unknown form or one the field cannot have. */
export function parseHeaderProperty(property: string, argument = 'properties'): HeaderProperty {
  const parsed = readHeaderProperty(property);
  if (parsed === null) {
    throw new MethodFailure('invalidArguments', `${property.slice(0, 100)} is no header property.`, [
      argument,
    ]);
  }
  return parsed;
}

/** The same, or null when it is none. */
export function readHeaderProperty(property: string): HeaderProperty | null {
  const [prefix, name = '', ...suffixes] = property.split(':');
  if (prefix !== 'header' || !FIELD_NAME.test(name)) return null;
  const isAll = suffixes.at(-1) === 'all';
  const [as, ...rest] = isAll ? suffixes.slice(0, -1) : suffixes;
  const form = as === undefined ? 'Raw' : FORMS.find((known) => as === `as${known}`);
  if (form === undefined || rest.length > 0) return null;
  const key = name.toLowerCase();
  if (form !== 'Raw' && FORMS_OF.get(key)?.includes(form) === false) return null;
  return { property: property as `header:${string}`, name, key, form, isAll };
}

/** The value of a header property; null when the field is absent. RFC 8621 §4.1.3. */
export function headerValue(header: HeaderSection, { key, form, isAll }: HeaderProperty): HeaderValue {
  const fields = header.fields.filter((field) => field.key === key);
  if (isAll) return fields.map((field) => READ[form](header.raw(field))) as HeaderValue;
  const last = fields.at(-1);
  return last === undefined ? null : (READ[form](header.raw(last)) as HeaderValue);
}

/** Every field in order, in raw form. RFC 8621 §4.1.3. */
export function allHeaders(header: HeaderSection): EmailHeader[] {
  return header.fields.map((field) => ({ name: field.name, value: asRaw(header.raw(field)) }));
}
