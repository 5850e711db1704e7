import { boolean, queryChangesArguments, record, withDefault } from '../arguments.ts';
import { dependsOnThreads, parseEmailQuery, runEmailQuery } from '../email/query.ts';
import { withWholeThreads } from '../email/thread-mates.ts';
import { formatId } from '../ids.ts';
import { accountMethod } from '../method.ts';
import { MAIL } from '../session-resource.ts';
import { respondWithQueryChanges } from '../standard/query-changes.ts';
import { readTouched } from '../standard/touched.ts';

const check = record({ ...queryChangesArguments, collapseThreads: withDefault(boolean, false) });

/** RFC 8621 §4.5. */
export const emailQueryChanges = accountMethod({
  name: 'Email/queryChanges',
  capability: MAIL,
  shared: 'read',
  check,
  async run(context, args) {
    const query = parseEmailQuery(context, args);
    const oldState = args.sinceQueryState;
    const { result, touched, fresh, newState } = await readTouched(
      context,
      'Email',
      oldState,
      async (modseq) => runEmailQuery(context, query, modseq),
    );
    const all = dependsOnThreads(query) ? await withWholeThreads(context, touched, oldState) : touched;
    const accountId = formatId('a', context.account.id);
    return respondWithQueryChanges(
      { accountId, letter: 'e', oldState, newState, ids: result, touched: all, fresh },
      args,
    );
  },
});
