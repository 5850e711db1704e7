import { ANY_STATE, command } from '../command.ts';

/** RFC 5321 §4.1.1.8. */
export const help = command({
  name: 'HELP',
  states: ANY_STATE,
  parse: () => undefined,
  run: (session) => session.reply(214, '2.0.0', 'see RFC 5321'),
});
