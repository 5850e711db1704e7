import { ANY_STATE, command } from '../command.ts';

/** Tells nobody who reads a list. RFC 5321 §3.5.2, §7.3. */
export const expn = command({
  name: 'EXPN',
  states: ANY_STATE,
  parse: () => undefined,
  run: (session) => session.reply(502, '5.5.1', 'lists are not shown'),
});
