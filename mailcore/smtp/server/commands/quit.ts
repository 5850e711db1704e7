import { badArguments } from '../../wire/syntax-error.ts';
import { ANY_STATE, command } from '../command.ts';

/** RFC 5321 §4.1.1.10. */
export const quit = command({
  name: 'QUIT',
  states: ANY_STATE,
  parse(argument) {
    if (argument !== '') throw badArguments('QUIT takes no argument');
  },
  run(session) {
    session.reply(221, '2.0.0', 'bye');
    session.end();
  },
});
