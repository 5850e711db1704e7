import { isKeyword, keywordSet, type KeywordChange } from '../../model/keyword.ts';
import type { EmailId, MailboxId } from '../../model/ids.ts';
import type { EmailPatch } from '../../store/delivery.ts';
import { ArgumentError, setOf, string, type Check, type JsonObject } from '../arguments.ts';
import { resolveId, type RequestContext } from '../context.ts';
import { invalidProperties, SetFailure } from '../errors.ts';
import { splitMembers, splitPatch } from '../patch.ts';
import type { Id } from '../types.ts';

const MAX_KEYWORDS_PER_EMAIL = 128;

/** RFC 8621 §4.1.1. */
export const keywordName: Check<string> = (value, path) => {
  const name = string(value, path);
  if (!isKeyword(name)) throw new ArgumentError(path, 'a keyword');
  return name;
};

/** Reads the whole `keywords` property. Throws `invalidProperties`, `tooManyKeywords`. */
export function readKeywords(value: unknown): string[] {
  const names = readSet(value, 'keywords', keywordName);
  if (names.length > MAX_KEYWORDS_PER_EMAIL) throw new SetFailure('tooManyKeywords');
  return names;
}

/** Reads the whole `mailboxIds` property. Throws `invalidProperties`: unknown mailboxes, or none at all. RFC 8621 §4.1.1. */
export function readMailboxIds(context: RequestContext, value: unknown): MailboxId[] {
  const ids = readSet(value, 'mailboxIds', string).map((id) => requireMailboxId(context, id));
  if (ids.length === 0) throw invalidProperties(['mailboxIds'], 'An email is in at least one mailbox.');
  return ids;
}

function readSet(value: unknown, property: string, checkKey: Check<string>): string[] {
  try {
    return setOf(checkKey)(value, property);
  } catch (error) {
    if (error instanceof ArgumentError) throw invalidProperties([property], error.message);
    throw error;
  }
}

function requireMailboxId(context: RequestContext, id: Id): MailboxId {
  const mailboxId = resolveId(context, 'm', id);
  if (mailboxId === null) throw invalidProperties(['mailboxIds'], 'There is no such mailbox.');
  return mailboxId;
}

/**
 * A PatchObject of Email/set as the store takes it. Keywords and mailboxes are all that can change.
 * Throws SetFailure `invalidProperties`, `invalidPatch`, `tooManyKeywords`. RFC 8621 §4.6.
 */
export function toEmailPatch(context: RequestContext, emailId: EmailId, patch: JsonObject): EmailPatch {
  const { whole, inner } = splitPatch(patch);
  const fixed = [...whole.keys(), ...inner.keys()].filter(
    (name) => name !== 'keywords' && name !== 'mailboxIds',
  );
  if (fixed.length > 0)
    throw invalidProperties(fixed, 'An email is immutable but for keywords and mailboxIds.');
  const keywords = keywordChanges(whole.get('keywords'), inner.get('keywords'));
  const mailboxes = mailboxChanges(context, whole.get('mailboxIds'), inner.get('mailboxIds'));
  return { emailId, ...(keywords.length > 0 ? { keywords } : {}), ...mailboxes };
}

function keywordChanges(whole: unknown, inner: ReadonlyMap<string, unknown> | undefined): KeywordChange[] {
  if (whole !== undefined) {
    // RFC 8620 §5.3: null resets to the default, which is the empty set.
    const names = whole === null ? [] : readKeywords(whole);
    return [{ mode: 'replace', keywords: keywordSet(names) }];
  }
  if (!inner) return [];
  const { add, remove } = splitMembers(inner);
  if ([...add, ...remove].some((name) => !isKeyword(name))) {
    throw invalidProperties(['keywords'], 'This is no keyword.');
  }
  const changes: KeywordChange[] = [];
  if (add.length > 0) changes.push({ mode: 'add', keywords: keywordSet(add) });
  if (remove.length > 0) changes.push({ mode: 'remove', keywords: keywordSet(remove) });
  return changes;
}

function mailboxChanges(
  context: RequestContext,
  whole: unknown,
  inner: ReadonlyMap<string, unknown> | undefined,
): Pick<EmailPatch, 'setMailboxes' | 'addMailboxes' | 'removeMailboxes'> {
  if (whole !== undefined) return { setMailboxes: readMailboxIds(context, whole) };
  if (!inner) return {};
  const { add, remove } = splitMembers(inner);
  return {
    addMailboxes: add.map((id) => requireMailboxId(context, id)),
    removeMailboxes: remove.flatMap((id) => resolveId(context, 'm', id) ?? []),
  };
}
