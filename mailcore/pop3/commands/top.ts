import { defineCommand } from '../command.ts';
import { openMessage } from '../message-body.ts';
import { parseNumber } from '../wire/command.ts';
import { dotStuffed, topLines } from '../wire/dot-stuffing.ts';

export const top = defineCommand({
  name: 'TOP',
  states: ['transaction'],
  rfc: 'RFC 1939 §7',
  parse: ({ args }) => ({
    number: parseNumber(args[0], 'message number'),
    lines: parseNumber(args[1], 'number of lines'),
  }),
  async run(session, { number, lines }) {
    const message = await openMessage(session, number);
    session.ok('top of message follows');
    await session.connection.writeStream(dotStuffed(topLines(message.stream(), message.bodyStart, lines)));
  },
});
