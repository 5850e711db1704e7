import { defineCommand } from '../command.ts';
import { noArguments } from '../wire/command.ts';

export const quit = defineCommand({
  name: 'QUIT',
  states: ['authorization', 'transaction'],
  rfc: 'RFC 1939 §6',
  parse: noArguments,
  async run(session) {
    session.end();
    if (session.state === 'transaction') {
      const { maildrop } = session;
      const uids = maildrop.markedUids();
      if (uids.length > 0)
        await session.deps.store.removeMemberships(maildrop.accountId, maildrop.mailboxId, uids);
    }
    session.ok('bye');
  },
});
