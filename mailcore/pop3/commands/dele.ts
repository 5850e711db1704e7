import { defineCommand } from '../command.ts';
import { messageNumber } from '../wire/command.ts';

export const dele = defineCommand({
  name: 'DELE',
  states: ['transaction'],
  rfc: 'RFC 1939 §5',
  parse: messageNumber,
  run(session, number) {
    session.maildrop.mark(number);
    session.ok(session.texts.deleted(number));
  },
});
