import { defineCommand } from '../command.ts';
import { noArguments } from '../wire/command.ts';

export const rset = defineCommand({
  name: 'RSET',
  states: ['transaction'],
  rfc: 'RFC 1939 §5',
  parse: noArguments,
  run(session) {
    session.maildrop.unmarkAll();
    const { count, totalBytes } = session.maildrop;
    session.ok(session.texts.opened(count, totalBytes));
  },
});
