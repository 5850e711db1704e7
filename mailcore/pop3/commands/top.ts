import { defineCommand } from '../command.ts';
import { openMessage } from '../message-body.ts';
import { parseNumber } from '../wire/command.ts';
import { Pop3SyntaxError } from '../wire/syntax-error.ts';
import { topLines } from '../wire/top-lines.ts';

export const top = defineCommand({
  name: 'TOP',
  states: ['transaction'],
  rfc: 'RFC 1939 §7',
  parse({ args: [number, lines, ...more] }) {
    if (more.length > 0) throw new Pop3SyntaxError('topArguments');
    return {
      number: parseNumber(number, 'messageNumberExpected'),
      lines: parseNumber(lines, 'lineCountExpected'),
    };
  },
  async run(session, { number, lines }) {
    const message = await openMessage(session, number);
    await session.body(session.texts.top, topLines(message.stream(), message.bodyStart, lines));
  },
});
