import { boolean, listOf, optional, string, unsignedInt, withDefault } from '../arguments.ts';
import { MethodFailure } from '../errors.ts';
import type { Email, EmailDefaultProperty } from '../types.ts';
import { parseBodyProperties, type BodyProperties } from './body-part.ts';
import { parseHeaderProperty, type HeaderProperty } from './header-property.ts';

/** RFC 8621 §4.2. */
const DEFAULT_PROPERTIES: readonly EmailDefaultProperty[] = [
  'id',
  'blobId',
  'threadId',
  'mailboxIds',
  'keywords',
  'size',
  'receivedAt',
  'messageId',
  'inReplyTo',
  'references',
  'sender',
  'from',
  'to',
  'cc',
  'bcc',
  'replyTo',
  'subject',
  'sentAt',
  'hasAttachment',
  'preview',
  'bodyValues',
  'textBody',
  'htmlBody',
  'attachments',
];
const ALL_PROPERTIES: readonly (keyof Email)[] = [...DEFAULT_PROPERTIES, 'headers', 'bodyStructure'];

/** Those every email has in its row, without a look at the message. */
const ROW_PROPERTIES: ReadonlySet<string> = new Set(
  'id blobId threadId mailboxIds keywords size receivedAt'.split(' '),
);

/** What to show of an email. */
export interface EmailView {
  readonly names: ReadonlySet<string>;
  readonly headers: readonly HeaderProperty[];
  readonly body: BodyProperties;
  readonly values: {
    readonly text: boolean;
    readonly html: boolean;
    readonly all: boolean;
    readonly maxBytes: number;
  };
  /** False when the row says it all. */
  readonly needsContent: boolean;
}

/** Arguments of Email/get and Email/parse that say what to show. RFC 8621 §4.2. */
export const viewArguments = {
  bodyProperties: optional(listOf(string)),
  fetchTextBodyValues: withDefault(boolean, false),
  fetchHTMLBodyValues: withDefault(boolean, false),
  fetchAllBodyValues: withDefault(boolean, false),
  maxBodyValueBytes: withDefault(unsignedInt, 0),
};

interface ViewArguments {
  readonly properties?: readonly string[] | null;
  readonly bodyProperties?: readonly string[];
  readonly fetchTextBodyValues: boolean;
  readonly fetchHTMLBodyValues: boolean;
  readonly fetchAllBodyValues: boolean;
  readonly maxBodyValueBytes: number;
}

/** Throws `invalidArguments` for an unknown property. */
export function parseView(args: ViewArguments, defaults: readonly string[] = DEFAULT_PROPERTIES): EmailView {
  const asked = args.properties ?? defaults;
  const headers = asked.filter((name) => name.startsWith('header:')).map((name) => parseHeaderProperty(name));
  const names = asked.filter((name) => !name.startsWith('header:'));
  if (names.some((name) => !(ALL_PROPERTIES as readonly string[]).includes(name))) {
    throw new MethodFailure('invalidArguments', 'There is no such property of an email.', ['properties']);
  }
  return {
    names: new Set(names),
    headers,
    body: parseBodyProperties(args.bodyProperties),
    values: {
      text: args.fetchTextBodyValues,
      html: args.fetchHTMLBodyValues,
      all: args.fetchAllBodyValues,
      maxBytes: args.maxBodyValueBytes,
    },
    needsContent: headers.length > 0 || names.some((name) => !ROW_PROPERTIES.has(name)),
  };
}
