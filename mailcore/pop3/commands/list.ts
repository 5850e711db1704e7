import { defineCommand } from '../command.ts';
import type { Maildrop } from '../maildrop.ts';
import { optionalMessageNumber } from '../wire/command.ts';

export const list = defineCommand({
  name: 'LIST',
  states: ['transaction'],
  rfc: 'RFC 1939 §5',
  parse: optionalMessageNumber,
  run(session, number) {
    const { maildrop } = session;
    if (number !== null) return session.ok(`${number} ${maildrop.sizeBytes(number)}`);
    return session.lines(session.texts.opened(maildrop.count, maildrop.totalBytes), scanListing(maildrop));
  },
});

function* scanListing(maildrop: Maildrop): Generator<string> {
  for (const number of maildrop.numbers()) yield `${number} ${maildrop.sizeBytes(number)}`;
}
