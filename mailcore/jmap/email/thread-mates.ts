import type { EmailId, ThreadId } from '../../model/ids.ts';
import type { RequestContext } from '../context.ts';
import { MethodFailure } from '../errors.ts';
import { MAX_QUERY_CHANGES } from '../limits.ts';
import { parseState } from '../standard/changes.ts';

/**
 * `touched` and every email in a thread with one of them: where threads are collapsed, or looked at by keyword,
 * a change to one email moves the others. Threads that lost an email are found by their own changes.
 */
export async function withWholeThreads(
  context: RequestContext,
  touched: ReadonlySet<number>,
  sinceState: string,
): Promise<ReadonlySet<number>> {
  if (touched.size === 0) return touched;
  const { mail: store, account } = context;
  const emails = await store.getEmails(account.id, [...touched] as EmailId[]);
  const changed = await store.changesSince(account.id, 'Thread', parseState(sinceState), MAX_QUERY_CHANGES);
  if (changed.hasMore)
    throw new MethodFailure('cannotCalculateChanges', 'Too much has changed: query again.');
  const threadIds = new Set([
    ...emails.map(({ threadId }) => threadId),
    ...([...changed.created, ...changed.updated] as ThreadId[]),
  ]);
  const threads = await store.getThreads(account.id, [...threadIds]);
  return new Set([...touched, ...[...threads.values()].flat()]);
}
