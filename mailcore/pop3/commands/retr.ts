import { defineCommand } from '../command.ts';
import { openMessage } from '../message-body.ts';
import { parseNumber } from '../wire/command.ts';
import { dotStuffed } from '../wire/dot-stuffing.ts';

export const retr = defineCommand({
  name: 'RETR',
  states: ['transaction'],
  rfc: 'RFC 1939 §5',
  parse: ({ args }) => parseNumber(args[0], 'message number'),
  async run(session, number) {
    const message = await openMessage(session, number);
    session.ok(`${session.maildrop.sizeBytes(number)} octets`);
    await session.connection.writeStream(dotStuffed(message.stream()));
  },
});
