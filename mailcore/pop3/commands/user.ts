import { MailError, WireError } from '../../errors.ts';
import { defineCommand } from '../command.ts';

export const user = defineCommand({
  name: 'USER',
  states: ['authorization'],
  rfc: 'RFC 1939 §7',
  parse({ rest }) {
    const name = rest.trim();
    if (name === '') throw new WireError('name expected');
    return name;
  },
  run(session, name) {
    if (!session.mayLogIn) throw new MailError('tlsRequired', 'use STLS first');
    session.userName = name;
    // RFC 1939 §7: the answer must not tell whether the name exists.
    session.ok('now the password');
  },
});
