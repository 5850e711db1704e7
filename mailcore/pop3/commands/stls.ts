import { WireError } from '../../errors.ts';
import { defineCommand } from '../command.ts';
import { noArguments } from '../wire/command.ts';

export const stls = defineCommand({
  name: 'STLS',
  states: ['authorization'],
  rfc: 'RFC 2595 §4',
  parse: noArguments,
  async run(session) {
    if (!session.connection.canStartTls) throw new WireError('TLS is on already or not available');
    session.ok('begin TLS');
    await session.connection.startTls();
    // RFC 2595 §4: what was said before is forgotten.
    session.userName = null;
  },
});
