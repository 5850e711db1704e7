import { defineCommand, noArguments, SELECTED } from '../command.ts';
import { ok } from '../errors.ts';

export const unselect = defineCommand({
  name: 'UNSELECT',
  states: SELECTED,
  rfc: 'RFC 3691 §2',
  updates: 'none',
  parse: noArguments,
  run(session) {
    session.selection.leave();
    return ok('Mailbox unselected');
  },
});
