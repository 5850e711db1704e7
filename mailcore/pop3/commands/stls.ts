import { defineCommand } from '../command.ts';
import { noArguments } from '../wire/command.ts';
import { Pop3SyntaxError } from '../wire/syntax-error.ts';

export const stls = defineCommand({
  name: 'STLS',
  states: ['authorization'],
  rfc: 'RFC 2595 §4',
  parse: noArguments,
  async run(session) {
    if (!session.connection.canStartTls) throw new Pop3SyntaxError('tlsUnavailable');
    // RFC 6856 §2.1
    if (session.isUtf8) throw new Pop3SyntaxError('stlsAfterUtf8');
    session.ok(session.texts.beginTls);
    await session.connection.startTls();
    // RFC 2595 §4: what was said before is forgotten.
    session.forget();
  },
});
