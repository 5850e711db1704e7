import { changesArguments, record } from '../arguments.ts';
import { accountMethod } from '../method.ts';
import { SUBMISSION } from '../session-resource.ts';
import { readChanges } from '../standard/changes.ts';

const check = record(changesArguments);

/** RFC 8621 §6.2. */
export const identityChanges = accountMethod({
  name: 'Identity/changes',
  capability: SUBMISSION,
  check,
  run: async (context, args) => (await readChanges(context, 'Identity', 'i', args)).response,
});
