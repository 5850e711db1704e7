import { defineCommand } from '../command.ts';
import { noArguments } from '../wire/command.ts';

export const rset = defineCommand({
  name: 'RSET',
  states: ['transaction'],
  rfc: 'RFC 1939 §5',
  parse: noArguments,
  run(session) {
    session.maildrop.unmarkAll();
    session.ok(`${session.maildrop.count} messages (${session.maildrop.totalBytes} octets)`);
  },
});
