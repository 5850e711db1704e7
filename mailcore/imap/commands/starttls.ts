import { defineCommand, noArguments } from '../command.ts';
import { bad, ok } from '../errors.ts';

/** The reply goes out in the clear, then the loop negotiates; see ImapSession.afterReply. */
export const starttls = defineCommand({
  name: 'STARTTLS',
  states: ['notAuthenticated'],
  rfc: 'RFC 9051 §6.2.1',
  updates: 'none',
  parse: noArguments,
  run(session) {
    if (!session.connection.canStartTls) return bad('TLS is not available');
    session.afterReply = () => session.connection.startTls();
    return ok('Begin TLS negotiation now');
  },
});
