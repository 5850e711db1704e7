import { changesArguments, record } from '../arguments.ts';
import { accountMethod } from '../method.ts';
import { SUBMISSION } from '../session-resource.ts';
import { readChanges } from '../standard/changes.ts';

/** RFC 8621 §6.2. */
export const identityChanges = accountMethod({
  name: 'Identity/changes',
  capability: SUBMISSION,
  args: record(changesArguments),
  run: async (context, args) => (await readChanges(context, 'Identity', 'i', args)).response,
});
