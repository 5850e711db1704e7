import {
  anything,
  boolean,
  checkArguments,
  id,
  mapOf,
  nullable,
  object,
  optional,
  record,
  string,
  utcDate,
  withDefault,
  type JsonObject,
} from '../arguments.ts';
import { openBlob, readBlob } from '../blobs/open.ts';
import { formatBlobId } from '../blobs/blob-id.ts';
import type { RequestContext } from '../context.ts';
import { appendMessage } from '../email/append.ts';
import { readKeywords, readMailboxIds } from '../email/patch.ts';
import { destroyEmails } from '../email/set.ts';
import { invalidProperties, MethodFailure, SetFailure } from '../errors.ts';
import { formatId, parseId } from '../ids.ts';
import { contextOf, type Method, type Reply } from '../method.ts';
import { keywordNames } from '../../model/keyword.ts';
import { MAIL } from '../session-resource.ts';
import { requireState } from '../standard/changes.ts';
import { readProperties } from '../standard/properties.ts';
import { SetOutcome } from '../standard/set.ts';
import type { CreatedEmail, Email } from '../types.ts';

const check = record({
  fromAccountId: id,
  ifFromInState: optional(nullable(string)),
  accountId: id,
  ifInState: optional(nullable(string)),
  create: mapOf(object),
  onSuccessDestroyOriginal: withDefault(boolean, false),
  destroyFromIfInState: optional(nullable(string)),
});

const COPY_PROPERTIES = { id, mailboxIds: anything, keywords: anything, receivedAt: utcDate };

/** Copies between one's own account and those that others share, each email on its own. RFC 8620 §5.4, RFC 8621 §4.7. */
export const emailCopy: Method = {
  name: 'Email/copy',
  capability: MAIL,
  async run(context, given) {
    const args = checkArguments(check, given);
    const to = await contextOf(context, args.accountId, 'write');
    const from = await sourceOf(context, args.fromAccountId);
    if (from.account.id === to.account.id)
      throw new MethodFailure('invalidArguments', 'Both accounts are the same: use Email/set.', [
        'fromAccountId',
      ]);
    await requireState(from, args.ifFromInState);
    const oldState = await requireState(to, args.ifInState);
    const outcome = new SetOutcome<CreatedEmail>(to);
    for (const [creationId, wanted] of args.create)
      await outcome.create(creationId, () => copyEmail(from, to, wanted));
    const { created, notCreated, newState } = await outcome.respond(oldState);
    const { accountId, fromAccountId } = args;
    const response = { fromAccountId, accountId, oldState: String(oldState), newState, created, notCreated };
    const replies: Reply[] = [['Email/copy', response]];
    if (args.onSuccessDestroyOriginal) {
      const copied = [...args.create].filter(([creationId]) => outcome.created.has(creationId));
      const ids = copied.map(([, wanted]) => wanted.id as string);
      replies.push(await destroyOriginals(from, ids, args.destroyFromIfInState));
    }
    return replies;
  },
};

async function sourceOf(context: RequestContext, accountId: string): Promise<RequestContext> {
  try {
    return await contextOf(context, accountId, 'read');
  } catch (error) {
    if (error instanceof MethodFailure && error.error.type === 'accountNotFound')
      throw new MethodFailure('fromAccountNotFound');
    throw error;
  }
}

async function copyEmail(
  from: RequestContext,
  to: RequestContext,
  wanted: JsonObject,
): Promise<CreatedEmail> {
  const properties = readProperties(wanted, COPY_PROPERTIES);
  const emailId = properties.id === undefined ? null : parseId('e', properties.id);
  if (properties.mailboxIds === undefined) throw invalidProperties(['mailboxIds'], 'A copy needs mailboxes.');
  const [email] = emailId === null ? [] : await from.mail.getEmails(from.account.id, [emailId]);
  if (!email) throw new SetFailure('notFound');
  const blob = await openBlob(from.mail, from.account.id, formatBlobId(email.blobId));
  if (!blob) throw new SetFailure('notFound');
  const { keywords, receivedAt } = properties;
  return appendMessage(to, {
    bytes: await readBlob(from, blob, from.config.limits.maxMessageBytes),
    storedAs: null,
    mailboxIds: readMailboxIds(to, properties.mailboxIds),
    keywords:
      keywords === undefined || keywords === null ? keywordNames(email.keywords) : readKeywords(keywords),
    receivedAt: receivedAt ?? email.receivedAt,
  });
}

/** RFC 8620 §5.4: as an Email/set of its own, under the same call id. */
async function destroyOriginals(
  from: RequestContext,
  ids: readonly string[],
  ifInState: string | null | undefined,
): Promise<Reply> {
  const oldState = await requireState(from, ifInState);
  const outcome = new SetOutcome<Email>(from);
  await destroyEmails(from, ids, outcome);
  return ['Email/set', { ...(await outcome.respond(oldState)), accountId: formatId('a', from.account.id) }];
}
