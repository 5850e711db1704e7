import { WireError } from '../../errors.ts';
import { defineCommand } from '../command.ts';
import { openMessage } from '../message-body.ts';
import { parseNumber } from '../wire/command.ts';
import { topLines } from '../wire/top-lines.ts';

export const top = defineCommand({
  name: 'TOP',
  states: ['transaction'],
  rfc: 'RFC 1939 §7',
  parse({ args: [number, lines, ...more] }) {
    if (more.length > 0) throw new WireError('TOP message lines');
    return {
      number: parseNumber(number, 'message number'),
      lines: parseNumber(lines, 'number of lines'),
    };
  },
  async run(session, { number, lines }) {
    const message = await openMessage(session, number);
    await session.body('top of message follows', topLines(message.stream(), message.bodyStart, lines));
  },
});
