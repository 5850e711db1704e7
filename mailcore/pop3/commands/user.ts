import { MailError } from '../../errors.ts';
import { defineCommand } from '../command.ts';
import { Pop3SyntaxError } from '../wire/syntax-error.ts';

export const user = defineCommand({
  name: 'USER',
  states: ['authorization'],
  rfc: 'RFC 1939 §7',
  parse({ rest }) {
    const name = rest.trim();
    if (name === '') throw new Pop3SyntaxError('nameExpected');
    return name;
  },
  run(session, name) {
    if (!session.mayLogIn) throw new MailError('tlsRequired', 'use STLS first');
    session.userName = name;
    // RFC 1939 §7: the answer must not tell whether the name exists.
    session.ok(session.texts.askPassword);
  },
});
