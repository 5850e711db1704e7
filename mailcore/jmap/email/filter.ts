import type { MailboxRows } from '../../model/email.ts';
import { isKeyword } from '../../model/keyword.ts';
import type { MailboxId } from '../../model/ids.ts';
import type { SearchField } from '../../store/search.ts';
import {
  ArgumentError,
  boolean,
  id,
  listOf,
  string,
  unsignedInt,
  utcDate,
  type Check,
  type JsonObject,
} from '../arguments.ts';
import { resolveId, type RequestContext } from '../context.ts';
import { parseFilter, type FilterTree } from '../standard/filter.ts';
import { THREAD_TESTS, type ThreadTest } from './keywords.ts';
import { parseSearchTerms } from './search-terms.ts';

/** One condition on an email. RFC 8621 §4.4.1. */
export type Condition =
  | { readonly kind: 'inMailbox'; readonly mailboxId: MailboxId | null }
  | { readonly kind: 'inMailboxOtherThan'; readonly mailboxIds: readonly (MailboxId | null)[] }
  | {
      readonly kind: 'range';
      readonly column: 'receivedAt' | 'sizes';
      readonly from: number;
      readonly below: number;
    }
  | { readonly kind: 'keyword'; readonly keyword: string; readonly isWanted: boolean }
  | { readonly kind: 'threadKeyword'; readonly test: ThreadTest; readonly keyword: string }
  | { readonly kind: 'hasAttachment'; readonly isWanted: boolean }
  | { readonly kind: 'search'; readonly field: SearchField; readonly terms: readonly string[] }
  | { readonly kind: 'headerExists'; readonly key: string };

export type EmailFilter = FilterTree<Condition>;

const keyword: Check<string> = (value, path) => {
  const name = string(value, path);
  if (!isKeyword(name)) throw new ArgumentError(path, 'a keyword');
  return name.toLowerCase();
};

const header: Check<Condition> = (value, path) => {
  const [name, text, ...rest] = listOf(string)(value, path);
  if (name === undefined || rest.length > 0 || !/^[\x21-\x39\x3b-\x7e]+$/.test(name)) {
    throw new ArgumentError(path, '[name] or [name, text]');
  }
  const key = name.toLowerCase();
  if (text === undefined) return { kind: 'headerExists', key };
  return { kind: 'search', field: `header:${key}`, terms: text === '' ? [] : [text] };
};

function range(column: 'receivedAt' | 'sizes', from: number, below: number): Condition {
  return { kind: 'range', column, from, below };
}

function search(field: SearchField): Check<Condition> {
  return (value, path) => ({ kind: 'search', field, terms: parseSearchTerms(string(value, path)) });
}

function threadKeyword(test: ThreadTest): Check<Condition> {
  return (value, path) => ({ kind: 'threadKeyword', test, keyword: keyword(value, path) });
}

/** Reads the filter of Email/query. Throws as {@link parseFilter}. */
export function parseEmailFilter(
  context: RequestContext,
  filter: JsonObject | null | undefined,
): EmailFilter {
  const mailbox = (value: unknown, path: string): MailboxId | null =>
    resolveId(context, 'm', id(value, path));
  const threadTests = THREAD_TESTS.map((test) => [test, threadKeyword(test)] as const);
  return parseFilter<Condition>(filter, {
    inMailbox: (value, path) => ({ kind: 'inMailbox', mailboxId: mailbox(value, path) }),
    inMailboxOtherThan: (value, path) => ({
      kind: 'inMailboxOtherThan',
      mailboxIds: listOf(mailbox)(value, path),
    }),
    before: (value, path) => range('receivedAt', -Infinity, utcDate(value, path).getTime()),
    after: (value, path) => range('receivedAt', utcDate(value, path).getTime(), Infinity),
    minSize: (value, path) => range('sizes', unsignedInt(value, path), Infinity),
    maxSize: (value, path) => range('sizes', 0, unsignedInt(value, path)),
    ...Object.fromEntries(threadTests),
    hasKeyword: (value, path) => ({ kind: 'keyword', keyword: keyword(value, path), isWanted: true }),
    notKeyword: (value, path) => ({ kind: 'keyword', keyword: keyword(value, path), isWanted: false }),
    hasAttachment: (value, path) => ({ kind: 'hasAttachment', isWanted: boolean(value, path) }),
    text: search('text'),
    from: search('from'),
    to: search('to'),
    cc: search('cc'),
    bcc: search('bcc'),
    subject: search('subject'),
    body: search('body'),
    header,
  });
}

/** The mailbox every match must be in, when the filter says so at its top: then only its rows need be looked at. */
export function requiredMailbox(filter: EmailFilter): MailboxId | null {
  const conditions = filter.operator === 'AND' ? filter.conditions : [filter];
  for (const node of conditions) {
    if (node.operator === null && node.condition.kind === 'inMailbox') return node.condition.mailboxId;
  }
  return null;
}

export function conditionsOf(filter: EmailFilter): Condition[] {
  return filter.operator === null ? [filter.condition] : filter.conditions.flatMap(conditionsOf);
}

/** True when a change to one email can change whether another of its thread matches. */
export function looksAtThreads(filter: EmailFilter): boolean {
  return conditionsOf(filter).some(({ kind }) => kind === 'threadKeyword');
}

/** Rows are columns of numbers, so an index is all a filter needs to name an email. */
export type RowIndexes = Uint32Array;

export function everyRow(rows: MailboxRows): RowIndexes {
  const indexes = new Uint32Array(rows.emailIds.length);
  for (let index = 0; index < indexes.length; index += 1) indexes[index] = index;
  return indexes;
}
