import { checkArguments, object } from '../arguments.ts';
import type { Method } from '../method.ts';
import { CORE } from '../session-resource.ts';

/** Answers with its arguments. RFC 8620 §4. */
export const coreEcho: Method = {
  name: 'Core/echo',
  capability: CORE,
  run: (_context, args) => Promise.resolve([['Core/echo', checkArguments(object, args)]]),
};
