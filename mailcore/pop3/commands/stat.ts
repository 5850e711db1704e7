import { defineCommand } from '../command.ts';
import { noArguments } from '../wire/command.ts';

export const stat = defineCommand({
  name: 'STAT',
  states: ['transaction'],
  rfc: 'RFC 1939 §5',
  parse: noArguments,
  run: (session) => session.ok(`${session.maildrop.count} ${session.maildrop.totalBytes}`),
});
