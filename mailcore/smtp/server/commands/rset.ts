import { badArguments } from '../../wire/syntax-error.ts';
import { ANY_STATE, command } from '../command.ts';

/** RFC 5321 §4.1.1.5. */
export const rset = command({
  name: 'RSET',
  states: ANY_STATE,
  parse(argument) {
    if (argument !== '') throw badArguments('RSET takes no argument');
  },
  run(session) {
    session.transaction = null;
    session.reply(250, '2.0.0', 'ok');
  },
});
