import { ImapLoad } from '../load/imap-load.ts';
import { residentBytes } from '../systems/files.ts';
import { userAddress } from '../systems/system.ts';
import type { Scenario } from './scenario.ts';

const CONNECTIONS = 2_000;
const USERS = 20;

/** Memory for an IMAP connection that is signed in, has INBOX selected and does nothing. */
export const idleConnections: Scenario = {
  name: 'idle',
  users: USERS,
  async run(system, { quick }) {
    const count = quick ? 20 : CONNECTIONS;
    for (let user = 0; user < USERS; user += 1)
      (await ImapLoad.open(system.ports.imap, userAddress(user))).close();
    const before = residentBytes(system.pids());
    const sessions: ImapLoad[] = [];
    for (let index = 0; index < count; index += 1) {
      const session = await ImapLoad.open(system.ports.imap, userAddress(index % USERS));
      await session.run('SELECT INBOX');
      sessions.push(session);
    }
    const perConnection = (residentBytes(system.pids()) - before) / count / 1024;
    for (const session of sessions) session.close();
    return [{ name: 'idle IMAP connection', unit: 'KB', value: perConnection, better: 'less' }];
  },
};
