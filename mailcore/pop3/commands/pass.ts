import { MailError } from '../../errors.ts';
import { defineCommand } from '../command.ts';
import { Pop3SyntaxError } from '../wire/syntax-error.ts';

export const pass = defineCommand({
  name: 'PASS',
  states: ['authorization'],
  rfc: 'RFC 1939 §7',
  parse: ({ rest }) => rest,
  async run(session, password) {
    if (!session.mayLogIn) throw new MailError('tlsRequired', 'use STLS first');
    const { userName } = session;
    if (userName === null) throw new Pop3SyntaxError('userFirst');
    session.userName = null;
    const { authenticator } = session.deps;
    await session.signIn(await authenticator.verifyPassword(userName, password, session.loginContext));
  },
});
