import type { EmailComparator, Id, QueryResponse, Thread } from '../../../mailcore/jmap/types.ts';
import type { ListEmail } from './email.ts';
import type { ListQuery } from './list-query.ts';
import type { MailState } from './mail-state.ts';
import { readEmailsOf } from './read-emails.ts';

export const PAGE_SIZE = 50;
/** Beyond this many changes reading the visible page again is cheaper. */
const MAX_CHANGES = 500;
const NEWEST_FIRST: EmailComparator[] = [{ property: 'receivedAt', isAscending: false }];

export interface ListPage {
  readonly query: QueryResponse;
  readonly emails: readonly ListEmail[];
  readonly threads: readonly Thread[];
}

/** Where a page begins: at a position, or around an email wherever it stands by now. */
export type PageStart =
  { readonly position: number } | { readonly anchor: Id; readonly anchorOffset: number };

/** The ids of a page and all that its rows show, in one request: the chain of RFC 8621 §4.10. */
export async function requestPage(
  { client }: MailState,
  { filter }: ListQuery,
  start: PageStart,
): Promise<ListPage> {
  const query = client.call('Email/query', {
    filter,
    sort: NEWEST_FIRST,
    collapseThreads: true,
    limit: PAGE_SIZE,
    calculateTotal: true,
    ...start,
  });
  const found = client.call('Email/get', { '#ids': query.ref('/ids'), properties: ['id', 'threadId'] });
  const threads = client.call('Thread/get', { '#ids': found.ref('/list/*/threadId') });
  const [answer, { list }, emails] = await Promise.all([query, threads, readEmailsOf(client, threads)]);
  return { query: answer, threads: list, emails };
}

export function requestQueryChanges({ client }: MailState, { filter }: ListQuery, sinceQueryState: string) {
  return client.call('Email/queryChanges', {
    filter,
    sort: NEWEST_FIRST,
    collapseThreads: true,
    sinceQueryState,
    maxChanges: MAX_CHANGES,
    calculateTotal: true,
  });
}

/** Every email of the list, also within conversations, in steps of the server's limit. */
export async function* requestAllIds({ client }: MailState, { filter }: ListQuery): AsyncGenerator<Id[]> {
  const limit = 5000;
  for (let position = 0; ;) {
    const { ids } = await client.call('Email/query', { filter, sort: NEWEST_FIRST, position, limit });
    if (ids.length === 0) return;
    yield ids;
    position += ids.length;
  }
}
