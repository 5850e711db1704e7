import { defineCommand, noArguments, SELECTED } from '../command.ts';
import { ok } from '../errors.ts';

/** Everything is durable before it is acknowledged: there is nothing to check. */
export const check = defineCommand({
  name: 'CHECK',
  states: SELECTED,
  rfc: 'RFC 3501 §6.4.1',
  parse: noArguments,
  async run(session) {
    await session.refresh({ force: true });
    return ok('Check completed');
  },
});
