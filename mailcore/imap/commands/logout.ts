import { ANY_STATE, defineCommand, noArguments } from '../command.ts';
import { ok } from '../errors.ts';

export const logout = defineCommand({
  name: 'LOGOUT',
  states: ANY_STATE,
  rfc: 'RFC 9051 §6.1.3',
  updates: 'none',
  parse: noArguments,
  run(session) {
    session.isOver = true;
    void session.untagged('BYE Logging out');
    return ok('Logout completed');
  },
});
