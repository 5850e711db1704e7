import { badArguments } from '../../wire/syntax-error.ts';
import { ANY_STATE, command } from '../command.ts';

/** Tells nobody who is here. RFC 5321 §3.5.3, §7.3. */
export const vrfy = command({
  name: 'VRFY',
  states: ANY_STATE,
  parse(argument) {
    if (argument === '') throw badArguments('an address must follow');
  },
  run: (session) => session.reply(252, '2.1.5', 'send some mail and see'),
});
