import type { MimePart } from '../../model/content.ts';
import type { BlobId } from '../../model/ids.ts';
import { formatPartBlobId } from '../blobs/blob-id.ts';
import { MethodFailure } from '../errors.ts';
import type { EmailBodyPart } from '../types.ts';
import { allHeaders, headerValue, parseHeaderProperty, type HeaderProperty } from './header-property.ts';
import type { ByteBudget } from './byte-budget.ts';
import { readPartHeader, type MessageBytes } from './message-bytes.ts';
import { decodedSize } from './part-size.ts';

const PLAIN_PROPERTIES = [
  'partId',
  'blobId',
  'size',
  'name',
  'type',
  'charset',
  'disposition',
  'cid',
  'language',
  'location',
] as const;
type PlainProperty = (typeof PLAIN_PROPERTIES)[number];
const BODY_PROPERTIES: readonly string[] = [...PLAIN_PROPERTIES, 'headers', 'subParts'];

/** What a part takes in a response, about. */
const PART_BYTES = 300;

/** RFC 8621 §4.2. */
export const DEFAULT_BODY_PROPERTIES: readonly string[] = PLAIN_PROPERTIES;

/** Which properties of an EmailBodyPart to show. */
export interface BodyProperties {
  readonly plain: ReadonlySet<string>;
  readonly headers: readonly HeaderProperty[];
}

/** Throws `invalidArguments`. */
export function parseBodyProperties(names: readonly string[] = DEFAULT_BODY_PROPERTIES): BodyProperties {
  const isHeader = (name: string): boolean => name.startsWith('header:');
  const plain = names.filter((name) => !isHeader(name));
  const unknown = plain.find((name) => !BODY_PROPERTIES.includes(name));
  if (unknown !== undefined) {
    throw new MethodFailure('invalidArguments', 'There is no such body property.', ['bodyProperties']);
  }
  const headers = names.filter(isHeader).map((name) => parseHeaderProperty(name, 'bodyProperties'));
  return { plain: new Set(plain), headers };
}

/** Where a part and its octets are. */
export interface PartSource {
  readonly blobId: BlobId;
  readonly bytes: MessageBytes;
  /** Where the message starts in the stored body; null when it lies there encoded, so that its parts have no blobId. */
  readonly offset: number | null;
  /** What the response may still take. */
  readonly budget: ByteBudget;
}

/** A node of the MIME tree as the wire shows it; with `subParts` all below it. RFC 8621 §4.1.4. */
export async function toBodyPart(
  source: PartSource,
  part: MimePart,
  properties: BodyProperties,
  withSubParts: boolean,
): Promise<EmailBodyPart> {
  source.budget.spend(PART_BYTES);
  const shown = new Map<string, unknown>();
  for (const name of PLAIN_PROPERTIES) {
    if (properties.plain.has(name)) shown.set(name, await plainValue(source, part, name));
  }
  if (properties.plain.has('headers') || properties.headers.length > 0) {
    const header = await readPartHeader(source.bytes, part);
    source.budget.spend(header.end - header.start);
    if (properties.plain.has('headers')) shown.set('headers', allHeaders(header));
    for (const property of properties.headers) shown.set(property.property, headerValue(header, property));
  }
  const isMultipart = part.type === 'multipart';
  if (isMultipart && (withSubParts || properties.plain.has('subParts'))) {
    const subParts = part.parts.map((child) => toBodyPart(source, child, properties, withSubParts));
    shown.set('subParts', await Promise.all(subParts));
  } else if (properties.plain.has('subParts')) shown.set('subParts', null);
  return Object.fromEntries(shown) as unknown as EmailBodyPart;
}

async function plainValue(
  { blobId, bytes, offset }: PartSource,
  part: MimePart,
  name: PlainProperty,
): Promise<unknown> {
  const isMultipart = part.type === 'multipart';
  switch (name) {
    case 'partId':
      return isMultipart ? null : part.partId;
    case 'blobId':
      return isMultipart || offset === null ? null : formatPartBlobId(blobId, part, offset);
    case 'size':
      return isMultipart ? part.bodyEnd - part.bodyStart : await decodedSize(bytes, part);
    case 'name':
      return part.name;
    case 'type':
      return `${part.type}/${part.subtype}`;
    case 'charset':
      // RFC 8621 §4.1.4: text without a charset is us-ascii, anything else has none.
      return part.params.charset ?? (part.type === 'text' ? 'us-ascii' : null);
    case 'disposition':
      return part.disposition;
    case 'cid':
      return part.contentId;
    case 'language':
      return part.contentLanguage === null
        ? null
        : part.contentLanguage
            .split(',')
            .map((tag) => tag.trim())
            .filter(Boolean);
    case 'location':
      return part.contentLocation;
  }
}
