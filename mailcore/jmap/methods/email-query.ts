import { boolean, queryArguments, record, withDefault } from '../arguments.ts';
import { resolveId } from '../context.ts';
import { parseEmailQuery, runEmailQuery } from '../email/query.ts';
import { formatId } from '../ids.ts';
import { accountMethod } from '../method.ts';
import { MAIL } from '../session-resource.ts';
import { respondWithWindow } from '../standard/query.ts';

const check = record({ ...queryArguments, collapseThreads: withDefault(boolean, false) });

/** RFC 8621 §4.4. */
export const emailQuery = accountMethod({
  name: 'Email/query',
  capability: MAIL,
  shared: 'read',
  check,
  async run(context, args) {
    const query = parseEmailQuery(context, args);
    const state = await context.mail.accountModseq(context.account.id);
    const ids = await runEmailQuery(context, query, state);
    const anchor = args.anchor ? resolveId(context, 'e', args.anchor) : null;
    const accountId = formatId('a', context.account.id);
    return {
      ...respondWithWindow({ accountId, state, letter: 'e', ids, anchor }, args),
      collapseThreads: args.collapseThreads,
    };
  },
});
