import { getArguments, record } from '../arguments.ts';
import { resolveId } from '../context.ts';
import { MethodFailure } from '../errors.ts';
import { formatId } from '../ids.ts';
import { accountMethod } from '../method.ts';
import { MAIL } from '../session-resource.ts';
import { checkProperties, pick, uniqueIds } from '../standard/get.ts';
import type { GetResponse, Id, Thread } from '../types.ts';

const check = record(getArguments);

/** RFC 8621 §3.1. */
export const threadGet = accountMethod({
  name: 'Thread/get',
  capability: MAIL,
  shared: 'read',
  check,
  async run(context, { ids, properties: askedProperties }): Promise<GetResponse<Partial<Thread>>> {
    if (!ids) throw new MethodFailure('requestTooLarge', 'Name the ids.');
    const properties = checkProperties(askedProperties, ['id', 'emailIds'] as const);
    const asked = uniqueIds(ids).map((id) => ({ id, number: resolveId(context, 't', id) }));
    const state = await context.mail.accountModseq(context.account.id);
    const numbers = asked.flatMap(({ number }) => (number === null ? [] : [number]));
    const threads = await context.mail.getThreads(context.account.id, numbers);
    const list: Partial<Thread>[] = [];
    const notFound: Id[] = [];
    for (const { id, number } of asked) {
      const emailIds =
        number === null ? undefined : threads.get(number)?.map((emailId) => formatId('e', emailId));
      if (number === null || !emailIds) notFound.push(id);
      else list.push(pick({ id: formatId('t', number), emailIds }, properties));
    }
    return { accountId: formatId('a', context.account.id), state: String(state), list, notFound };
  },
});
