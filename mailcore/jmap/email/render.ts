import { bodyParts, type BodyParts } from '../../message/body-parts.ts';
import type { MessageContent, MimePart } from '../../model/content.ts';
import type { Email as StoredEmail } from '../../model/email.ts';
import { keywordNames } from '../../model/keyword.ts';
import { formatBlobId } from '../blobs/blob-id.ts';
import { formatId } from '../ids.ts';
import type { Email, EmailBodyValue } from '../types.ts';
import { toBodyPart, type PartSource } from './body-part.ts';
import { readBodyValue } from './body-value.ts';
import { allHeaders, headerValue } from './header-property.ts';
import { readPartHeader } from './message-bytes.ts';
import type { EmailView } from './properties.ts';

/** The properties of an email that its row holds. RFC 8621 §4.1.1. */
export function rowProperties(email: StoredEmail): Partial<Email> {
  return {
    id: formatId('e', email.id),
    blobId: formatBlobId(email.blobId),
    threadId: formatId('t', email.threadId),
    mailboxIds: trueFor(email.memberships.map(({ mailboxId }) => formatId('m', mailboxId))),
    keywords: trueFor(keywordNames(email.keywords)),
    size: email.sizeBytes,
    receivedAt: toUtcDate(email.receivedAt),
  };
}

function trueFor(names: readonly string[]): Record<string, true> {
  return Object.fromEntries(names.map((name) => [name, true]));
}

/** RFC 8620 §1.4: no fraction of a second when it is zero. */
export function toUtcDate(date: Date): string {
  return date.toISOString().replace('.000Z', 'Z');
}

/** A message and where its octets are. */
export interface MessageSource extends PartSource {
  readonly content: MessageContent;
}

/** The properties of an email that its message holds, only those the view names. RFC 8621 §4.1.2 to §4.1.4. */
export async function messageProperties(source: MessageSource, view: EmailView): Promise<Partial<Email>> {
  const { content, bytes } = source;
  const shown = new Map<string, unknown>(
    Object.entries(content.summary).filter(([name]) => view.names.has(name)),
  );
  if (view.headers.length > 0 || view.names.has('headers')) {
    const header = await readPartHeader(bytes, content.root);
    source.budget.spend(header.end - header.start);
    if (view.names.has('headers')) shown.set('headers', allHeaders(header));
    for (const property of view.headers) shown.set(property.property, headerValue(header, property));
  }
  for (const [name, value] of await bodyProperties(source, view)) shown.set(name, value);
  return Object.fromEntries(shown) as Partial<Email>;
}

async function bodyProperties(source: MessageSource, view: EmailView): Promise<Map<string, unknown>> {
  const shown = new Map<string, unknown>();
  const { content } = source;
  const lists = bodyParts(content.root);
  for (const name of ['textBody', 'htmlBody', 'attachments'] as const) {
    if (!view.names.has(name)) continue;
    shown.set(name, await Promise.all(lists[name].map((part) => toBodyPart(source, part, view.body, false))));
  }
  if (view.names.has('bodyStructure')) {
    shown.set('bodyStructure', await toBodyPart(source, content.root, view.body, true));
  }
  if (view.names.has('bodyValues')) shown.set('bodyValues', await bodyValues(source, lists, view));
  return shown;
}

async function bodyValues(
  { bytes, budget, content: { root } }: MessageSource,
  lists: BodyParts,
  { values }: EmailView,
): Promise<Record<string, EmailBodyValue>> {
  const wanted = new Set<MimePart>();
  if (values.text) for (const part of lists.textBody) wanted.add(part);
  if (values.html) for (const part of lists.htmlBody) wanted.add(part);
  if (values.all) for (const part of leaves(root)) wanted.add(part);
  const read = new Map<string, EmailBodyValue>();
  for (const part of wanted) {
    if (part.type === 'text')
      read.set(part.partId, await readBodyValue(bytes, part, values.maxBytes, budget));
  }
  return Object.fromEntries(read);
}

function leaves(part: MimePart): MimePart[] {
  return part.type === 'multipart' ? part.parts.flatMap(leaves) : [part];
}
