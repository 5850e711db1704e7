import { defineCommand } from '../command.ts';
import { noArguments } from '../wire/command.ts';

export const noop = defineCommand({
  name: 'NOOP',
  states: ['transaction'],
  rfc: 'RFC 1939 §5',
  parse: noArguments,
  run: (session) => session.ok(session.texts.alive),
});
