import { buildMessage } from '../../message/build.ts';
import { ArgumentError, utcDate, type JsonObject } from '../arguments.ts';
import type { RequestContext } from '../context.ts';
import { invalidProperties, SetFailure } from '../errors.ts';
import type { CreatedEmail } from '../types.ts';
import { appendMessage } from './append.ts';
import { BODY_PROPERTIES, readDraftBody } from './draft-body.ts';
import { isHeaderProperty, readDraftHeader } from './draft-header.ts';
import { readKeywords, readMailboxIds } from './patch.ts';

/** Properties of an Email to create that are neither header nor body. */
const METADATA: ReadonlySet<string> = new Set(['mailboxIds', 'keywords', 'receivedAt']);

/**
 * Writes a message from its properties and files it. Bcc stays in it: it is a draft, or the sender's own copy.
 * Throws SetFailure `invalidProperties`, `blobNotFound`, `tooLarge`; MailError `overQuota`. RFC 8621 §4.6.
 */
export async function createEmail(context: RequestContext, given: JsonObject): Promise<CreatedEmail> {
  const unknown = Object.keys(given).filter(
    (name) => !METADATA.has(name) && !BODY_PROPERTIES.has(name) && !isHeaderProperty(name),
  );
  if (unknown.length > 0)
    throw invalidProperties(
      unknown.map((name) => name.slice(0, 100)),
      'These cannot be set.',
    );
  const mailboxIds = readMailboxIds(context, given.mailboxIds ?? {});
  const keywords =
    given.keywords === undefined || given.keywords === null ? [] : readKeywords(given.keywords);
  const receivedAt = readReceivedAt(context, given.receivedAt);
  const bytes = await writeMessage(context, given);
  return appendMessage(context, { bytes, storedAs: null, mailboxIds, keywords, receivedAt });
}

function readReceivedAt(context: RequestContext, value: unknown): Date {
  if (value === undefined || value === null) return context.clock();
  try {
    return utcDate(value, 'receivedAt');
  } catch (error) {
    if (error instanceof ArgumentError) throw invalidProperties(['receivedAt'], error.message);
    throw error;
  }
}

async function writeMessage(context: RequestContext, given: JsonObject): Promise<Buffer> {
  const { address, displayName } = context.account;
  const header = readDraftHeader(given);
  const body = await readDraftBody(context, given);
  const own = { name: displayName || null, email: address };
  const hostname = address.slice(address.lastIndexOf('@') + 1);
  const draft = {
    ...header,
    ...body,
    from: header.from ?? own,
    date: header.date ?? context.clock(),
    hostname,
  };
  const bytes = await buildMessage(draft, { keepBcc: true });
  if (bytes.length > context.config.limits.maxMessageBytes) throw new SetFailure('tooLarge');
  return bytes;
}
