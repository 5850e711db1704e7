import { ANY_STATE, defineCommand, noArguments } from '../command.ts';
import { ok } from '../errors.ts';

export const capability = defineCommand({
  name: 'CAPABILITY',
  states: ANY_STATE,
  rfc: 'RFC 9051 §6.1.1',
  updates: 'none',
  parse: noArguments,
  run(session) {
    void session.untagged(`CAPABILITY ${session.capabilities}`);
    return ok('Capability completed');
  },
});
