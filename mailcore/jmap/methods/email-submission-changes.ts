import { changesArguments, record } from '../arguments.ts';
import { accountMethod } from '../method.ts';
import { SUBMISSION } from '../session-resource.ts';
import { readChanges } from '../standard/changes.ts';

const check = record(changesArguments);

/** RFC 8621 §7.2. */
export const emailSubmissionChanges = accountMethod({
  name: 'EmailSubmission/changes',
  capability: SUBMISSION,
  check,
  run: async (context, args) => (await readChanges(context, 'EmailSubmission', 's', args)).response,
});
