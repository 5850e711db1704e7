import {
  id,
  mapOf,
  nullable,
  object,
  optional,
  string,
  utcDate,
  anything,
  type JsonObject,
  record,
} from '../arguments.ts';
import { openContextBlob, readBlob } from '../blobs/open.ts';
import type { RequestContext } from '../context.ts';
import { invalidProperties, MethodFailure, SetFailure } from '../errors.ts';
import { appendMessage } from '../email/append.ts';
import { readKeywords, readMailboxIds } from '../email/patch.ts';
import { JMAP_LIMITS } from '../limits.ts';
import { accountMethod } from '../method.ts';
import { MAIL } from '../session-resource.ts';
import { requireState } from '../standard/changes.ts';
import { readProperties } from '../standard/properties.ts';
import { SetOutcome } from '../standard/set.ts';
import type { CreatedEmail, EmailImportResponse } from '../types.ts';

const IMPORT_PROPERTIES = { blobId: id, mailboxIds: anything, keywords: anything, receivedAt: utcDate };

const check = record({ accountId: id, ifInState: optional(nullable(string)), emails: mapOf(object) });

/** RFC 8621 §4.8. */
export const emailImport = accountMethod({
  name: 'Email/import',
  capability: MAIL,
  shared: 'write',
  check,
  async run(context, { ifInState, emails }): Promise<EmailImportResponse> {
    if (emails.size > JMAP_LIMITS.maxObjectsInSet) throw new MethodFailure('requestTooLarge');
    const before = await requireState(context, ifInState);
    const outcome = new SetOutcome<CreatedEmail>(context);
    for (const [creationId, given] of emails) {
      context.signal.throwIfAborted();
      await outcome.create(creationId, () => importEmail(context, given));
    }
    const { accountId, oldState, newState, created, notCreated } = await outcome.respond(before);
    return { accountId, oldState, newState, created: created as EmailImportResponse['created'], notCreated };
  },
});

async function importEmail(context: RequestContext, given: JsonObject): Promise<CreatedEmail> {
  const { blobId, mailboxIds, keywords, receivedAt } = readProperties(given, IMPORT_PROPERTIES);
  if (blobId === undefined) throw invalidProperties(['blobId'], 'An import needs a blobId.');
  const places = readMailboxIds(context, mailboxIds ?? {});
  const names = keywords === undefined || keywords === null ? [] : readKeywords(keywords);
  const blob = await openContextBlob(context, blobId);
  if (!blob) throw new SetFailure('blobNotFound', { notFound: [blobId] });
  const bytes = await readBlob(context, blob, context.config.limits.maxMessageBytes);
  if (bytes.length === 0) throw new SetFailure('invalidEmail', { description: 'The message is empty.' });
  return appendMessage(context, {
    bytes,
    storedAs: blob.ref.part === null && blob.ownerId === context.account.id ? blob.ref.blobId : null,
    mailboxIds: places,
    keywords: names,
    receivedAt: receivedAt ?? context.clock(),
  });
}
