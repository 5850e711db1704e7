import { defineCommand } from '../command.ts';
import { parseNumber } from '../wire/command.ts';

export const dele = defineCommand({
  name: 'DELE',
  states: ['transaction'],
  rfc: 'RFC 1939 §5',
  parse: ({ args }) => parseNumber(args[0], 'message number'),
  run(session, number) {
    session.maildrop.mark(number);
    session.ok(`message ${number} deleted`);
  },
});
