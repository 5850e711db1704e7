import { getArguments, record } from '../arguments.ts';
import { accountMethod } from '../method.ts';
import { SUBMISSION } from '../session-resource.ts';
import { checkProperties, getFromAll } from '../standard/get.ts';
import { SUBMISSION_PROPERTIES, toEmailSubmission } from '../submission/properties.ts';

const check = record(getArguments);

/** RFC 8621 §7.1. */
export const emailSubmissionGet = accountMethod({
  name: 'EmailSubmission/get',
  capability: SUBMISSION,
  check,
  async run(context, { ids, properties: asked }) {
    const properties = checkProperties(asked, SUBMISSION_PROPERTIES);
    const state = await context.store.accountModseq(context.account.id);
    const all = (await context.store.listSubmissions(context.account.id)).map(toEmailSubmission);
    return getFromAll(context, { ids, properties, all, state });
  },
});
