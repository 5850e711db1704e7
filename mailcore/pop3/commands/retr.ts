import { defineCommand } from '../command.ts';
import { openMessage } from '../message-body.ts';
import { messageNumber } from '../wire/command.ts';

export const retr = defineCommand({
  name: 'RETR',
  states: ['transaction'],
  rfc: 'RFC 1939 §5',
  parse: messageNumber,
  async run(session, number) {
    const message = await openMessage(session, number);
    await session.body(session.texts.octets(session.maildrop.sizeBytes(number)), message.stream());
  },
});
