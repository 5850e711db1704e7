import { changesArguments, record } from '../arguments.ts';
import { accountMethod } from '../method.ts';
import { MAIL } from '../session-resource.ts';
import { readChanges } from '../standard/changes.ts';

const check = record(changesArguments);

/** RFC 8621 §4.3. */
export const emailChanges = accountMethod({
  name: 'Email/changes',
  capability: MAIL,
  shared: 'read',
  check,
  run: async (context, args) => (await readChanges(context, 'Email', 'e', args)).response,
});
