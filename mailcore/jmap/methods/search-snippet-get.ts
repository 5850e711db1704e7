import { id, listOf, nullable, object, optional, record } from '../arguments.ts';
import { resolveId } from '../context.ts';
import { conditionsOf, parseEmailFilter } from '../email/filter.ts';
import { StoredBytes } from '../email/message-bytes.ts';
import { searchSnippet } from '../email/snippet.ts';
import { formatId } from '../ids.ts';
import { accountMethod } from '../method.ts';
import { MAIL } from '../session-resource.ts';
import { uniqueIds } from '../standard/get.ts';
import type { SearchSnippet, SearchSnippetGetResponse } from '../types.ts';

const check = record({ accountId: id, filter: optional(nullable(object)), emailIds: listOf(id) });

/** RFC 8621 §5.1. */
export const searchSnippetGet = accountMethod({
  name: 'SearchSnippet/get',
  capability: MAIL,
  shared: 'read',
  check,
  async run(context, { filter, emailIds }): Promise<SearchSnippetGetResponse> {
    const conditions = conditionsOf(parseEmailFilter(context, filter));
    const asked = uniqueIds(emailIds).map((wireId) => ({ wireId, number: resolveId(context, 'e', wireId) }));
    const numbers = asked.flatMap(({ number }) => (number === null ? [] : [number]));
    const contents = await context.mail.getContents(context.account.id, numbers);
    const list: SearchSnippet[] = [];
    for (const { wireId, number } of asked) {
      const stored = number === null ? undefined : contents.get(number);
      if (!stored) continue;
      context.signal.throwIfAborted();
      const bytes = new StoredBytes(context.blobs, stored.blob.location);
      list.push({ emailId: wireId, ...(await searchSnippet(conditions, stored.content, bytes)) });
    }
    const notFound = asked
      .filter(({ number }) => number === null || !contents.has(number))
      .map(({ wireId }) => wireId);
    const accountId = formatId('a', context.account.id);
    return { accountId, list, notFound: notFound.length > 0 ? notFound : null };
  },
});
