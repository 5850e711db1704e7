import { defineCommand } from '../command.ts';
import type { Maildrop } from '../maildrop.ts';
import { optionalMessageNumber } from '../wire/command.ts';

export const uidl = defineCommand({
  name: 'UIDL',
  states: ['transaction'],
  rfc: 'RFC 1939 §7',
  parse: optionalMessageNumber,
  run(session, number) {
    const { maildrop } = session;
    if (number !== null) return session.ok(`${number} ${maildrop.uniqueId(number)}`);
    return session.lines(session.texts.uniqueIds, uniqueIds(maildrop));
  },
});

function* uniqueIds(maildrop: Maildrop): Generator<string> {
  for (const number of maildrop.numbers()) yield `${number} ${maildrop.uniqueId(number)}`;
}
