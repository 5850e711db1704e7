import { MailError } from '../../errors.ts';
import { defineCommand } from '../command.ts';
import { ok } from '../errors.ts';
import type { Decoder } from '../wire/decoder.ts';

export const login = defineCommand({
  name: 'LOGIN',
  states: ['notAuthenticated'],
  rfc: 'RFC 9051 §6.2.3',
  updates: 'none',
  parse(decoder: Decoder) {
    decoder.sp();
    const name = utf8(decoder.astring());
    decoder.sp();
    return { name, password: utf8(decoder.astring()) };
  },
  async run(session, { name, password }) {
    if (!session.maySignIn) throw new MailError('tlsRequired', 'Start TLS before signing in');
    session.signIn(await session.deps.authenticator.verifyPassword(name, password, session.loginContext));
    // RFC 9051 §6.2.3: the capabilities of the new state save the client a round trip.
    return ok('Signed in', `CAPABILITY ${session.capabilities}`);
  },
});

function utf8(binary: string): string {
  return Buffer.from(binary, 'latin1').toString('utf8');
}
