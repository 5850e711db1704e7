import { badArguments, SmtpSyntaxError } from '../../wire/syntax-error.ts';
import { command } from '../command.ts';

/** RFC 3207 §4. */
export const starttls = command({
  name: 'STARTTLS',
  states: ['connected', 'greeted'],
  parse(argument) {
    if (argument !== '') throw badArguments('STARTTLS takes no argument');
  },
  async run(session) {
    const { connection } = session;
    if (connection.isSecure) throw new SmtpSyntaxError(503, '5.5.1', 'TLS is on already');
    if (!connection.canStartTls) throw new SmtpSyntaxError(502, '5.5.1', 'TLS is not offered here');
    session.reply(220, '2.0.0', 'ready to start TLS');
    void session.flush();
    // What was pipelined behind it is dropped, not answered: it could be anybody's. RFC 3207 §6.
    await connection.startTls();
    session.forget();
  },
});
