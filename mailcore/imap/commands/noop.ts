import { ANY_STATE, defineCommand, noArguments } from '../command.ts';
import { ok } from '../errors.ts';

/** The updates that follow every command are all there is to it. */
export const noop = defineCommand({
  name: 'NOOP',
  states: ANY_STATE,
  rfc: 'RFC 9051 §6.1.2',
  parse: noArguments,
  async run(session) {
    await session.refresh({ force: true });
    return ok('Noop completed');
  },
});
