import { queryChangesArguments, record } from '../arguments.ts';
import { formatId } from '../ids.ts';
import { accountMethod } from '../method.ts';
import { SUBMISSION } from '../session-resource.ts';
import { respondWithQueryChanges } from '../standard/query-changes.ts';
import { readTouched } from '../standard/touched.ts';
import { querySubmissions } from '../submission/query.ts';

const check = record(queryChangesArguments);

/** RFC 8621 §7.4. */
export const emailSubmissionQueryChanges = accountMethod({
  name: 'EmailSubmission/queryChanges',
  capability: SUBMISSION,
  check,
  async run(context, args) {
    const oldState = args.sinceQueryState;
    const { result, touched, fresh, newState } = await readTouched(context, 'EmailSubmission', oldState, () =>
      querySubmissions(context, args),
    );
    const accountId = formatId('a', context.account.id);
    return respondWithQueryChanges(
      { accountId, letter: 's', oldState, newState, ids: result, touched, fresh },
      args,
    );
  },
});
