import { parseHelo } from '../../wire/helo.ts';
import { ANY_STATE, command } from '../command.ts';

/** RFC 5321 §4.1.1.1, §4.1.4: ends any transaction. */
export const helo = command({
  name: 'HELO',
  states: ANY_STATE,
  parse: parseHelo,
  run(session, name) {
    session.greet({ name, isExtended: false });
    session.reply(250, '', session.deps.config.hostname);
  },
});
