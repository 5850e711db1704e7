import { id, listOf, nullable, optional, record, string } from '../arguments.ts';
import { openContextBlob, readBlob, type OpenBlob } from '../blobs/open.ts';
import type { RequestContext } from '../context.ts';
import { MemoryBytes } from '../email/message-bytes.ts';
import { parseView, viewArguments, type EmailView } from '../email/properties.ts';
import { messageProperties } from '../email/render.ts';
import { formatId } from '../ids.ts';
import { scanMessage } from '../../message/scan.ts';
import { accountMethod } from '../method.ts';
import { MAIL } from '../session-resource.ts';
import { uniqueIds } from '../standard/get.ts';
import type { Email, EmailParseResponse, Id } from '../types.ts';

/** RFC 8621 §4.9. */
const DEFAULT_PROPERTIES = (
  'messageId inReplyTo references sender from to cc bcc replyTo subject sentAt ' +
  'hasAttachment preview bodyValues textBody htmlBody attachments'
).split(' ');

const check = record({
  accountId: id,
  blobIds: listOf(id),
  properties: optional(nullable(listOf(string))),
  ...viewArguments,
});

/** RFC 8621 §4.9. */
export const emailParse = accountMethod({
  name: 'Email/parse',
  capability: MAIL,
  shared: 'read',
  check,
  async run(context, args): Promise<EmailParseResponse> {
    const view = parseView(args, DEFAULT_PROPERTIES);
    const parsed = new Map<Id, Partial<Email>>();
    const notFound: Id[] = [];
    const notParsable: Id[] = [];
    for (const blobId of uniqueIds(args.blobIds)) {
      context.signal.throwIfAborted();
      const blob = await openContextBlob(context, blobId);
      if (!blob) notFound.push(blobId);
      else if (blob.end - blob.start > context.config.limits.maxMessageBytes) notParsable.push(blobId);
      else parsed.set(blobId, await parseBlob(context, blob, blobId, view));
    }
    return {
      accountId: formatId('a', context.account.id),
      parsed: parsed.size > 0 ? Object.fromEntries(parsed) : null,
      notFound: notFound.length > 0 ? notFound : null,
      notParsable: notParsable.length > 0 ? notParsable : null,
    };
  },
});

async function parseBlob(
  context: RequestContext,
  blob: OpenBlob,
  blobId: Id,
  view: EmailView,
): Promise<Partial<Email>> {
  const octets = await readBlob(context, blob, context.config.limits.maxMessageBytes);
  // A message inside an encoded part has no range of its own in the stored body: its parts cannot be named.
  const offset = blob.encoding === 'identity' ? blob.start : null;
  const source = {
    blobId: blob.ref.blobId,
    content: scanMessage(octets),
    bytes: new MemoryBytes(octets),
    budget: context.budget,
    offset,
  };
  const shown = await messageProperties(source, view);
  const unset = { id: null, threadId: null, mailboxIds: null, keywords: null, receivedAt: null };
  const metadata = { ...unset, blobId, size: octets.length };
  const asked = Object.entries(metadata).filter(([name]) => view.names.has(name));
  return { ...Object.fromEntries(asked), ...shown } as Partial<Email>;
}
