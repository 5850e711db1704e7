import { ehloLines } from '../../extensions.ts';
import { parseHelo } from '../../wire/helo.ts';
import { ANY_STATE, command } from '../command.ts';

/** RFC 5321 §4.1.1.1. */
export const ehlo = command({
  name: 'EHLO',
  states: ANY_STATE,
  parse: parseHelo,
  run(session, name) {
    const { config } = session.deps;
    session.greet({ name, isExtended: true });
    const offered = ehloLines({
      maxMessageBytes: config.limits.maxMessageBytes,
      canStartTls: session.connection.canStartTls,
      mechanisms: session.mechanisms,
    });
    session.reply(250, '', [config.hostname, ...offered]);
  },
});
