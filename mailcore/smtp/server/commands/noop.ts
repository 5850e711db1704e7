import { ANY_STATE, command } from '../command.ts';

/** RFC 5321 §4.1.1.9: whatever stands behind it is ignored. */
export const noop = command({
  name: 'NOOP',
  states: ANY_STATE,
  parse: () => undefined,
  run: (session) => session.reply(250, '2.0.0', 'ok'),
});
