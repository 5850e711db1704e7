import type { Id } from '../../../mailcore/jmap/types.ts';
import type { Call } from './batch.ts';
import type { JmapClient } from './client.ts';
import { LIST_PROPERTIES, type ListEmail } from './email.ts';
import { failureOf } from './failure.ts';

/** Properties of any number of emails, in steps of what one `Email/get` may ask for. Rejects with JmapError. */
export async function readEmails<P extends keyof ListEmail>(
  client: JmapClient,
  ids: readonly Id[],
  properties: readonly P[],
): Promise<Pick<ListEmail, P>[]> {
  const step = client.session.capabilities['urn:ietf:params:jmap:core'].maxObjectsInGet;
  const result: Pick<ListEmail, P>[] = [];
  for (let start = 0; start < ids.length; start += step) {
    const chunk = ids.slice(start, start + step);
    const { list } = await client.call('Email/get', { ids: chunk, properties: [...properties] });
    result.push(...list);
  }
  return result;
}

/**
 * The emails of all conversations that `threads` answers with, in the same request; in further ones when they are more than one
 * `Email/get` may answer. Rejects with JmapError.
 */
export async function readEmailsOf(client: JmapClient, threads: Call<'Thread/get'>): Promise<ListEmail[]> {
  const emails = client.call('Email/get', {
    '#ids': threads.ref('/list/*/emailIds'),
    properties: [...LIST_PROPERTIES],
  });
  try {
    return (await emails).list;
  } catch (error) {
    const failure = failureOf(error);
    if (failure.kind !== 'method' || failure.error.type !== 'requestTooLarge') throw error;
    const { list } = await threads;
    return readEmails(
      client,
      list.flatMap(({ emailIds }) => emailIds),
      LIST_PROPERTIES,
    );
  }
}
