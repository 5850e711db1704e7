import { defineCommand } from '../command.ts';
import { Pop3SyntaxError } from '../wire/syntax-error.ts';

export const apop = defineCommand({
  name: 'APOP',
  states: ['authorization'],
  rfc: 'RFC 1939 §7',
  parse({ rest }) {
    const [, name, digest] = /^(\S.*) ([0-9a-f]{32})$/i.exec(rest) ?? [];
    if (name === undefined || digest === undefined) throw new Pop3SyntaxError('apopArguments');
    return { name, digest };
  },
  async run(session, { name, digest }) {
    const { timestamp } = session;
    // RFC 1939 §7: only where the greeting carried a timestamp.
    if (timestamp === null) throw new Pop3SyntaxError('unknownCommand');
    const { authenticator } = session.deps;
    await session.signIn(await authenticator.verifyApop(name, timestamp, digest, session.loginContext));
  },
});
