import { getArguments, record } from '../arguments.ts';
import { IDENTITY_PROPERTIES, toIdentity } from '../identity/properties.ts';
import { accountMethod } from '../method.ts';
import { SUBMISSION } from '../session-resource.ts';
import { checkProperties, getFromAll } from '../standard/get.ts';

const check = record(getArguments);

/** RFC 8621 §6.1. */
export const identityGet = accountMethod({
  name: 'Identity/get',
  capability: SUBMISSION,
  check,
  async run(context, { ids, properties: asked }) {
    const properties = checkProperties(asked, IDENTITY_PROPERTIES);
    const state = await context.store.accountModseq(context.account.id);
    const all = (await context.store.listIdentities(context.account.id)).map(toIdentity);
    return getFromAll(context, { ids, properties, all, state });
  },
});
