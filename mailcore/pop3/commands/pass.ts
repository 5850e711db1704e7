import { MailError, WireError } from '../../errors.ts';
import { defineCommand } from '../command.ts';

export const pass = defineCommand({
  name: 'PASS',
  states: ['authorization'],
  rfc: 'RFC 1939 §7',
  parse: ({ rest }) => rest,
  async run(session, password) {
    if (!session.mayLogIn) throw new MailError('tlsRequired', 'use STLS first');
    const { userName } = session;
    if (userName === null) throw new WireError('USER first');
    session.userName = null;
    const account = await session.deps.authenticator.verifyPassword(userName, password, {
      protocol: 'pop3',
      remoteAddress: session.connection.remoteAddress,
    });
    await session.signIn(account);
  },
});
