import { queryArguments, record } from '../arguments.ts';
import { resolveId } from '../context.ts';
import { formatId } from '../ids.ts';
import { accountMethod } from '../method.ts';
import { SUBMISSION } from '../session-resource.ts';
import { respondWithWindow } from '../standard/query.ts';
import { querySubmissions } from '../submission/query.ts';

const check = record(queryArguments);

/** RFC 8621 §7.3. */
export const emailSubmissionQuery = accountMethod({
  name: 'EmailSubmission/query',
  capability: SUBMISSION,
  check,
  async run(context, args) {
    const state = await context.store.accountModseq(context.account.id);
    const ids = await querySubmissions(context, args);
    const anchor = args.anchor ? resolveId(context, 's', args.anchor) : null;
    const accountId = formatId('a', context.account.id);
    return respondWithWindow({ accountId, state, letter: 's', ids, anchor }, args);
  },
});
